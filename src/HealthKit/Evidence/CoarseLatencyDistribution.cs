namespace HealthKit.Evidence;

/// <summary>Placeholder until the signals branch lands.</summary>
public sealed record CoarseLatencyDistribution
{
    /// <summary>Empty.</summary>
    public static CoarseLatencyDistribution Empty { get; } = new();
}
