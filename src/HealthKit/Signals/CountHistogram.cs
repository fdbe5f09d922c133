using HealthKit.Evidence;

namespace HealthKit.Signals;

/// <summary>Counts how often each small number occurred, such as queries per request. Adding is lock-free and allocates only the first time.</summary>
internal sealed class CountHistogram
{
    private long[]? _counts;
    private long _sum;
    private long _max;

    /// <summary>Adds one number; a negative one counts as zero.</summary>
    public void Add(long number)
    {
        if (number < 0)
            number = 0;
        var counts = _counts ?? Allocate();
        Interlocked.Add(ref _sum, number);
        InterlockedMax.Raise(ref _max, number);
        Interlocked.Increment(ref counts[CountBuckets.IndexOf(number)]);
    }

    /// <summary>The state as an immutable distribution.</summary>
    public CountDistribution Snapshot() => Read(drain: false);

    /// <summary>The state as an immutable distribution, which then starts from zero: a late add stays for the next one.</summary>
    public CountDistribution Drain() => Read(drain: true);

    private CountDistribution Read(bool drain)
    {
        var counts = _counts;
        Span<long> slots = stackalloc long[CountBuckets.Count];
        for (int slot = 0; slot < counts?.Length; slot++)
            slots[slot] = drain ? Interlocked.Exchange(ref counts[slot], 0) : Volatile.Read(ref counts[slot]);
        return drain
            ? CountDistribution.FromSlots(slots, Interlocked.Exchange(ref _sum, 0), Interlocked.Exchange(ref _max, 0))
            : CountDistribution.FromSlots(slots, Volatile.Read(ref _sum), Volatile.Read(ref _max));
    }

    private long[] Allocate()
    {
        var fresh = new long[CountBuckets.Count];
        return Interlocked.CompareExchange(ref _counts, fresh, null) ?? fresh;
    }
}
