namespace HealthKit.Resilience.CircuitBreaking;

/// <summary>
/// The breaker's rule without anything around it. Closed: opens above the ratio once there were enough calls. Open: refuses all but one call each
/// break, the probe; a failed probe starts the count again, so many successes in a row close it.
/// </summary>
internal sealed class BreakerState(double failureRatio, TimeSpan samplingDuration, int minimumThroughput, TimeSpan breakDuration, int successesToClose, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly FailureWindow _window = new(samplingDuration);
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _lastProbe;
    private int _successes;

    // Every opening and closing, so that a call which began before does not count after.
    private int _era;

    /// <summary>True while calls are refused.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Asks to make a call.</summary>
    /// <param name="retryAfter">When refused, how long until the next probe.</param>
    /// <returns>The era to report the outcome under; null when the call is refused.</returns>
    public int? TryEnter(out TimeSpan retryAfter)
    {
        lock (_lock)
        {
            retryAfter = TimeSpan.Zero;
            if (!IsOpen)
            {
                return _era;
            }

            var now = Now();
            retryAfter = _lastProbe + breakDuration - now;
            if (retryAfter > TimeSpan.Zero)
            {
                return null;
            }

            (_lastProbe, retryAfter) = (now, TimeSpan.Zero);
            return _era;
        }
    }

    /// <summary>Reports the outcome of a call.</summary>
    /// <returns>What it changed.</returns>
    public BreakerChange Report(int era, bool failed)
    {
        lock (_lock)
        {
            if (era != _era)
            {
                return BreakerChange.None;
            }

            return IsOpen ? Probed(failed) : Counted(failed);
        }
    }

    private BreakerChange Counted(bool failed)
    {
        var now = Now();
        _window.Count(now, failed);
        if (!failed || _window.Calls < minimumThroughput || _window.Failures <= failureRatio * _window.Calls)
        {
            return BreakerChange.None;
        }

        (IsOpen, _lastProbe, _successes) = (true, now, 0);
        _era++;
        return BreakerChange.Opened;
    }

    private BreakerChange Probed(bool failed)
    {
        if (failed)
        {
            _successes = 0;
            return BreakerChange.None;
        }

        if (++_successes < successesToClose)
        {
            return BreakerChange.None;
        }

        IsOpen = false;
        _window.Clear();
        _era++;
        return BreakerChange.Closed;
    }

    private TimeSpan Now() => time.GetElapsedTime(_start);
}
