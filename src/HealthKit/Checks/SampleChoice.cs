using HealthKit.Evidence;

namespace HealthKit.Checks;

/// <summary>The sample a verdict on a quantile rests on, and its name for the verdict.</summary>
internal readonly record struct SampleChoice(LatencyDistribution Sample, DateTimeOffset Since, bool IsWindow)
{
    /// <summary>Says which sample it is, to follow a number of requests.</summary>
    public string Name => IsWindow ? "the last 15 minutes" : "since start (24 h at most)";

    /// <summary>The 15-minute window if it has the 299 requests a p99 needs, else everything since start.</summary>
    public static SampleChoice From(WindowedLatency latency) => latency.Window.Count >= QuantileRule.MinimumForP99
        ? new(latency.Window, latency.WindowSince, true)
        : new(latency.Total, latency.TotalSince, false);
}
