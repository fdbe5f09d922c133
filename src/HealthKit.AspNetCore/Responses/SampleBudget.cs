namespace HealthKit.Responses;

/// <summary>Lets so many samples through each second, and a first lot at once. Asking costs one comparison and allocates nothing.</summary>
internal sealed class SampleBudget
{
    private readonly long _interval;
    private readonly long _burst;
    private long _due;

    /// <param name="perSecond">Samples a second once the first lot is used up.</param>
    /// <param name="atOnce">The first lot, and what a quiet time saves up.</param>
    /// <param name="time">The clock.</param>
    public SampleBudget(int perSecond, int atOnce, TimeProvider time)
    {
        _interval = time.TimestampFrequency / perSecond;
        _burst = _interval * atOnce;
        _due = time.GetTimestamp() - _burst;
    }

    /// <summary>Takes one sample if one is to be had.</summary>
    public bool TryTake(long now)
    {
        var due = Volatile.Read(ref _due);
        return now >= due && Interlocked.CompareExchange(ref _due, Math.Max(due, now - _burst) + Jittered(now ^ due), due) == due;
    }

    /// <summary>Puts the next samples off, for one that cost more than usual.</summary>
    public void Charge(long ticks) => Interlocked.Add(ref _due, ticks);

    // Half to one and a half intervals, so that samples do not fall into step with a client that asks in turn.
    private long Jittered(long seed) => (_interval / 2) + (long)((ulong)seed * 0x9E3779B97F4A7C15UL % (ulong)_interval);
}
