namespace HealthKit.Hosting;

/// <summary>HealthKit's own assemblies, which are no part of the host even where they were built with it.</summary>
internal static class OwnAssemblies
{
    private static readonly string[] Names =
    [
        "HealthKit", "HealthKit.AspNetCore", "HealthKit.CodeScan", "HealthKit.EntityFrameworkCore", "HealthKit.FeatureManagement", "HealthKit.FluentValidation", "HealthKit.Npgsql", "HealthKit.OpenTelemetry", "HealthKit.Redis",
        "HealthKit.Resilience",
    ];

    public static bool Contains(string? assembly) => Names.Contains(assembly);
}
