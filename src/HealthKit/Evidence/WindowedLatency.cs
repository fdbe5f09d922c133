namespace HealthKit.Evidence;

/// <summary>Latency of one subject over the last minutes and since start, each with the time its samples really begin.</summary>
public sealed record WindowedLatency
{
    /// <summary>Samples of the last 15 minutes at most.</summary>
    public required LatencyDistribution Window { get; init; }

    /// <summary>No sample of <see cref="Window"/> was taken before this time; at most 15 minutes ago.</summary>
    public required DateTimeOffset WindowSince { get; init; }

    /// <summary>Samples since start, of the last 24 hours at most; includes those of the window.</summary>
    public required LatencyDistribution Total { get; init; }

    /// <summary>No sample of <see cref="Total"/> was taken before this time; at most 24 hours ago.</summary>
    public required DateTimeOffset TotalSince { get; init; }
}
