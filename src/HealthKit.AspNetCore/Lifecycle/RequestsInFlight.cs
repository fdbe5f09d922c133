namespace HealthKit.Lifecycle;

/// <summary>Counts requests under way, and once a stop was asked for, how they end. Striped, so that cores do not fight over one cache line.</summary>
internal sealed class RequestsInFlight
{
    private const int LongsPerCacheLines = 16;

    private readonly long[] _stripes;
    private readonly int _mask;
    private long _drained;
    private long _cutOff;
    private long _givesUpAt = long.MaxValue;
    private volatile bool _stopping;

    public RequestsInFlight()
    {
        var stripes = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Min(64, Environment.ProcessorCount));
        _stripes = new long[stripes * LongsPerCacheLines];
        _mask = stripes - 1;
    }

    /// <summary>Requests under way now, HealthKit's own among them.</summary>
    public long Count
    {
        get
        {
            long sum = 0;
            for (var i = 0; i < _stripes.Length; i += LongsPerCacheLines)
            {
                sum += Volatile.Read(ref _stripes[i]);
            }

            return Math.Max(0, sum);
        }
    }

    /// <summary>True once a stop was asked for.</summary>
    public bool IsStopping => _stopping;

    /// <summary>Requests answered since.</summary>
    public long Drained => Volatile.Read(ref _drained);

    /// <summary>Requests cut off since.</summary>
    public long CutOff => Volatile.Read(ref _cutOff);

    public void Begin() => Interlocked.Increment(ref Stripe());

    public void End() => Interlocked.Decrement(ref Stripe());

    /// <summary>Begins to count how requests end.</summary>
    /// <param name="givesUpAt">The reading of the stopwatch from which on it is the server that ends requests, not the client.</param>
    public void Stop(long givesUpAt)
    {
        Volatile.Write(ref _givesUpAt, givesUpAt);
        _stopping = true;
    }

    /// <summary>Tells how a request of the application ended during a stop; one that its client gave up is neither answered nor dropped.</summary>
    public void Ended(bool aborted, long timestamp)
    {
        if (!aborted)
        {
            Interlocked.Increment(ref _drained);
        }
        else if (timestamp >= Volatile.Read(ref _givesUpAt))
        {
            Interlocked.Increment(ref _cutOff);
        }
    }

    private ref long Stripe() => ref _stripes[(Environment.CurrentManagedThreadId & _mask) * LongsPerCacheLines];
}
