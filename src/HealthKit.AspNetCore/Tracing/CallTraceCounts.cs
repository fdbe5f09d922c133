namespace HealthKit.Tracing;

/// <summary>Calls of one kind.</summary>
internal sealed class CallTraceCounts
{
    private long _calls;
    private long _watched;
    private long _recorded;

    public long Calls => Volatile.Read(ref _calls);

    /// <summary>Calls that a tracer would have recorded.</summary>
    public long Watched => Volatile.Read(ref _watched);

    /// <summary>Calls that one did record.</summary>
    public long Recorded => Volatile.Read(ref _recorded);

    public void Add(bool isRecorded, bool isWatched)
    {
        Interlocked.Increment(ref _calls);
        if (isWatched)
        {
            Interlocked.Increment(ref _watched);
        }

        if (isRecorded)
        {
            Interlocked.Increment(ref _recorded);
        }
    }
}
