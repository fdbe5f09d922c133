namespace HealthKit.RateLimits;

/// <summary>How long permits are counted, and how often a refused caller tries again; limiters run on real time, so tests shorten the minute.</summary>
/// <param name="Minute">How long.</param>
/// <param name="Step">How often.</param>
internal sealed record LimiterProbeTiming(TimeSpan Minute, TimeSpan Step)
{
    // A window that began with the first call must not open again within the count.
    public static readonly LimiterProbeTiming Real = new(TimeSpan.FromSeconds(59.5), TimeSpan.FromSeconds(1));
}
