namespace HealthKit.Evidence;

/// <summary>Placeholder until the signals branch lands.</summary>
public sealed record CountDistribution
{
    /// <summary>Empty.</summary>
    public static CountDistribution Empty { get; } = new();
}
