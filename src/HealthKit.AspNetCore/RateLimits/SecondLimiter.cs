using System.Threading.RateLimiting;

namespace HealthKit.RateLimits;

/// <summary>
/// Limiters of the probe's own, made by the host's factories and kept by the framework as it keeps the live ones. Each subject has buckets of its own.
/// Nothing of the host's runs when they are drained. Disposing it ends its timer.
/// </summary>
internal sealed class SecondLimiter : IDisposable
{
    private readonly PartitionedRateLimiter<(object Subject, LimiterPart Part)> _limiter =
        PartitionedRateLimiter.Create<(object Subject, LimiterPart Part), (object Subject, LimiterPart Part)>(static bucket => RateLimitPartition.Get(bucket, static bucket => bucket.Part.Make()));

    /// <summary>Calls that would be let through now, one after the other; <see cref="long.MaxValue"/> where nothing counts them.</summary>
    public long Available(object subject, IEnumerable<LimiterPart> parts) =>
        parts.Select(part => _limiter.GetStatistics((subject, part))?.CurrentAvailablePermits ?? 0).DefaultIfEmpty(long.MaxValue).Min();

    /// <summary>Makes calls until one is refused or <paramref name="most"/> were let through, and returns how many were.</summary>
    public long Drain(object subject, IReadOnlyList<LimiterPart> parts, long most)
    {
        long calls = 0;
        while (calls < most && Available(subject, parts) is > 0 and <= int.MaxValue and var next && Take(subject, parts, (int)next))
        {
            calls += next;
        }

        // The middleware asks for a refused call again, so the limiters before the one that refuses pay twice.
        Take(subject, parts, 1);
        Take(subject, parts, 1);
        return calls;
    }

    public void Dispose() => _limiter.Dispose();

    private bool Take(object subject, IReadOnlyList<LimiterPart> parts, int permits)
    {
        foreach (var part in parts)
        {
            using var lease = _limiter.AttemptAcquire((subject, part), permits);
            if (!lease.IsAcquired)
            {
                return false;
            }
        }

        return true;
    }
}
