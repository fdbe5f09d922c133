namespace HealthKit.Resilience.CircuitBreaking;

/// <summary>Calls and failures of the last so many seconds, in ten slices: the oldest slice leaves whole. Guarded by its owner's lock.</summary>
internal sealed class FailureWindow(TimeSpan duration)
{
    private const int Slices = 10;

    private readonly long _sliceTicks = Math.Max(1, duration.Ticks / Slices);
    private readonly long[] _calls = new long[Slices];
    private readonly long[] _failures = new long[Slices];
    private long _slice;

    /// <summary>Calls in the window.</summary>
    public long Calls { get; private set; }

    /// <summary>Failures among them.</summary>
    public long Failures { get; private set; }

    /// <summary>Counts a call that ended so long after the breaker was made.</summary>
    public void Count(TimeSpan now, bool failed)
    {
        Advance(now);
        var index = (int)(_slice % Slices);
        _calls[index]++;
        Calls++;
        if (failed)
        {
            _failures[index]++;
            Failures++;
        }
    }

    public void Clear()
    {
        Array.Clear(_calls);
        Array.Clear(_failures);
        (Calls, Failures) = (0, 0);
    }

    private void Advance(TimeSpan now)
    {
        var slice = now.Ticks / _sliceTicks;
        if (slice - _slice >= Slices)
        {
            Clear();
            _slice = slice;
        }

        while (_slice < slice)
        {
            var index = (int)(++_slice % Slices);
            (Calls, Failures) = (Calls - _calls[index], Failures - _failures[index]);
            (_calls[index], _failures[index]) = (0, 0);
        }
    }
}
