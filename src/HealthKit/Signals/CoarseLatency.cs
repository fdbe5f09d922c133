using System.Runtime.CompilerServices;
using HealthKit.Evidence;

namespace HealthKit.Signals;

/// <summary>Latency of one of many subjects in at most 256 bytes: exact about one limit, coarse about the rest. Lock-free, never allocates.</summary>
/// <remarks>Drain it at least daily: a bucket holds 2^32 samples.</remarks>
internal sealed class CoarseLatency(TimeSpan limit)
{
    private readonly long _limit = limit.Ticks;
    private long _over;
    private long _sum;
    private long _max;
    private Buckets _counts;

    /// <summary>Adds one duration in ticks; a negative one counts as zero.</summary>
    public void Add(long ticks)
    {
        if (ticks < 0)
            ticks = 0;
        // The bucket comes last and is read first, so a snapshot never holds a slow sample without its mark.
        if (ticks > _limit)
            Interlocked.Increment(ref _over);
        Interlocked.Add(ref _sum, ticks);
        InterlockedMax.Raise(ref _max, ticks);
        Interlocked.Increment(ref _counts[CoarseBuckets.IndexOf(ticks)]);
    }

    /// <summary>The state as an immutable distribution.</summary>
    public CoarseLatencyDistribution Snapshot()
    {
        Span<long> slots = stackalloc long[CoarseBuckets.Count];
        for (int i = 0; i < slots.Length; i++)
            slots[i] = Volatile.Read(ref _counts[i]);
        return Distribution(Volatile.Read(ref _over), slots, Volatile.Read(ref _sum), Volatile.Read(ref _max));
    }

    /// <summary>The state as an immutable distribution, which then starts from zero: a late add stays for the next one.</summary>
    public CoarseLatencyDistribution Drain()
    {
        Span<long> slots = stackalloc long[CoarseBuckets.Count];
        for (int i = 0; i < slots.Length; i++)
            slots[i] = Interlocked.Exchange(ref _counts[i], 0);
        return Distribution(
            Interlocked.Exchange(ref _over, 0), slots, Interlocked.Exchange(ref _sum, 0), Interlocked.Exchange(ref _max, 0));
    }

    private CoarseLatencyDistribution Distribution(long over, ReadOnlySpan<long> slots, long sum, long max) =>
        CoarseLatencyDistribution.FromSlots(TimeSpan.FromTicks(_limit), over, slots, sum, max);

    [InlineArray(CoarseBuckets.Count)]
    private struct Buckets
    {
        private uint _first;
    }
}
