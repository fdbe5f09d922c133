namespace HealthKit.Npgsql.Pools;

/// <summary>How often something rare happened in the last 24 hours, to the hour.</summary>
internal sealed class DayCount(TimeProvider time)
{
    private const int Hours = 24;

    private readonly Lock _gate = new();
    private readonly long[] _counts = new long[Hours];
    private long _newest = HourOf(time);

    /// <summary>Counts one.</summary>
    public void Add()
    {
        lock (_gate)
        {
            Turn();
            _counts[_newest % Hours]++;
        }
    }

    /// <summary>Those of the last 24 hours.</summary>
    public long Read()
    {
        lock (_gate)
        {
            Turn();
            return _counts.Sum();
        }
    }

    private static long HourOf(TimeProvider time) => time.GetUtcNow().Ticks / TimeSpan.TicksPerHour;

    private void Turn()
    {
        var hour = HourOf(time);
        for (var gone = Math.Min(hour - _newest, Hours); gone > 0; gone--)
        {
            _counts[(hour - gone + 1) % Hours] = 0;
        }

        _newest = Math.Max(_newest, hour);
    }
}
