namespace HealthKit.Signals;

/// <summary>How often something rare happened in the last 15 minutes, on the grid of the latency window beside it.</summary>
internal sealed class WindowedCount(SliceClock clock)
{
    private readonly Lock _gate = new();
    private readonly long[] _counts = new long[SliceClock.WindowSlices];
    private long _newest = clock.SliceOf(clock.Timestamp);

    /// <summary>Counts one at the given reading of the clock.</summary>
    public void Add(long timestamp)
    {
        lock (_gate)
        {
            Turn(clock.SliceOf(timestamp));
            _counts[_newest % _counts.Length]++;
        }
    }

    /// <summary>Those of the window.</summary>
    public long Read()
    {
        lock (_gate)
        {
            Turn(clock.SliceOf(clock.Timestamp));
            return _counts.Sum();
        }
    }

    private void Turn(long slice)
    {
        for (var gone = Math.Min(slice - _newest, _counts.Length); gone > 0; gone--)
        {
            _counts[(slice - gone + 1) % _counts.Length] = 0;
        }

        _newest = Math.Max(_newest, slice);
    }
}
