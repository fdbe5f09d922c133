namespace HealthKit.Signals;

/// <summary>Numbers the three-minute slices since start, so that all sketches of a process share one grid.</summary>
internal sealed class SliceClock(TimeProvider time)
{
    /// <summary>Slices of the 15-minute window, the running one included: it never reaches back further than 15 minutes.</summary>
    public const int WindowSlices = 5;

    /// <summary>Slices of half a day; the total is the running half and the one before.</summary>
    public const int HalfSlices = 240;

    private readonly long _start = time.GetTimestamp();
    private readonly long _sliceLength = 3 * 60 * time.TimestampFrequency;

    /// <summary>A reading of the provider's monotonic clock, as every add takes it.</summary>
    public long Timestamp => time.GetTimestamp();

    /// <summary>Number of the slice that holds the reading; a reading before start belongs to the first.</summary>
    public long SliceOf(long timestamp) => Math.Max(0, timestamp - _start) / _sliceLength;

    /// <summary>First reading after the slice.</summary>
    public long EndOf(long slice) => _start + (slice + 1) * _sliceLength;

    /// <summary>First reading of the slice.</summary>
    public long StartOf(long slice) => _start + slice * _sliceLength;

    /// <summary>Wall-clock time of an earlier reading.</summary>
    public DateTimeOffset TimeOf(long timestamp) => time.GetUtcNow() - time.GetElapsedTime(timestamp, time.GetTimestamp());
}
