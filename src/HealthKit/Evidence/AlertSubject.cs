namespace HealthKit.Evidence;

/// <summary>What an alerting rule watches.</summary>
public enum AlertSubject
{
    /// <summary>The share of requests that failed; thresholds are ratios between 0 and 1.</summary>
    ErrorRatio,

    /// <summary>The p99 of request latency; thresholds are in milliseconds.</summary>
    LatencyP99,
}
