namespace HealthKit.CodeScan.Service;

/// <summary>A cache that is meant to be one.</summary>
public static class Countries
{
    [HealthKitAccepted("8.3", "country names, the same on every instance")]
    private static readonly Dictionary<string, string> Names = [];

    public static string Name(string code) => Names[code] = code.ToUpperInvariant();
}
