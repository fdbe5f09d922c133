namespace HealthKit.Evidence;

/// <summary>What stands in a key prefix for a name that may be a person's or a customer's. Two of them need not be the same.</summary>
internal static class HiddenName
{
    public const string Text = "(name)";

    public static bool IsIn(string prefix) => prefix.Contains(Text, StringComparison.Ordinal);
}
