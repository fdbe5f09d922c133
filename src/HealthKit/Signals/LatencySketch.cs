using HealthKit.Evidence;

namespace HealthKit.Signals;

/// <summary>
/// Counts durations in the logarithmic buckets of DDSketch (Masson, Rim, Lee, PVLDB 12(12), 2019): relative error at most 1 % between
/// 10 µs and 100 s, one bucket below and one above. Adding is lock-free and allocates only the first time.
/// </summary>
internal sealed class LatencySketch
{
    private uint[]? _counts;
    private long _sum;
    private long _max;

    /// <summary>Sum of all durations in ticks.</summary>
    public long SumTicks => Volatile.Read(ref _sum);

    /// <summary>Bytes held, object headers included.</summary>
    public int Bytes => 40 + (_counts is null ? 0 : 24 + (LatencyBuckets.Count * sizeof(uint) + 7) / 8 * 8);

    /// <summary>Adds one duration in ticks; a negative one counts as zero.</summary>
    public void Add(long ticks)
    {
        if (ticks < 0)
            ticks = 0;
        var counts = _counts ?? Allocate();
        Interlocked.Add(ref _sum, ticks);
        InterlockedMax.Raise(ref _max, ticks);
        Interlocked.Increment(ref counts[LatencyBuckets.SlotOf(ticks)]);
    }

    /// <summary>Adds the counts to <paramref name="slots"/> and returns sum and maximum, leaving the sketch as it is.</summary>
    public (long SumTicks, long MaxTicks) AddTo(Span<long> slots)
    {
        var counts = _counts;
        for (int slot = 0; slot < counts?.Length; slot++)
            slots[slot] += Volatile.Read(ref counts[slot]);
        return (Volatile.Read(ref _sum), Volatile.Read(ref _max));
    }

    /// <summary>Moves the counts to <paramref name="slots"/> bucket by bucket: an add that comes too late stays for the next drain, none is lost.</summary>
    public (long SumTicks, long MaxTicks) DrainTo(Span<long> slots)
    {
        var counts = _counts;
        for (int slot = 0; slot < counts?.Length; slot++)
        {
            if (Volatile.Read(ref counts[slot]) != 0)
                slots[slot] += Interlocked.Exchange(ref counts[slot], 0);
        }

        return (Interlocked.Exchange(ref _sum, 0), Interlocked.Exchange(ref _max, 0));
    }

    /// <summary>The state as an immutable distribution.</summary>
    public LatencyDistribution Snapshot()
    {
        Span<long> slots = stackalloc long[LatencyBuckets.Count];
        var (sum, max) = AddTo(slots);
        return LatencyDistribution.FromSlots(slots, sum, max);
    }

    private uint[] Allocate()
    {
        var fresh = new uint[LatencyBuckets.Count];
        return Interlocked.CompareExchange(ref _counts, fresh, null) ?? fresh;
    }
}
