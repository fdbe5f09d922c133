namespace HealthKit.Requests;

/// <summary>Requests of the last 24 h, from a counter that only grows and a look at it each hour. Written by one background loop, read by any.</summary>
internal sealed class DailyCount
{
    private const int Hours = 24;
    private readonly long[] _totals = new long[Hours];
    private long _hour;

    /// <summary>Notes the counter's value when an hour since start has begun; a second note in the same hour is ignored.</summary>
    public void Note(long hour, long total)
    {
        for (var next = _hour + 1; next <= hour; next++)
        {
            Volatile.Write(ref _totals[next % Hours], total);
        }

        Volatile.Write(ref _hour, Math.Max(_hour, hour));
    }

    /// <summary>Requests since the oldest hour noted, 23 to 24 h ago; everything before a day has passed.</summary>
    public long Read(long total)
    {
        var hour = Volatile.Read(ref _hour);
        return hour < Hours ? total : total - Volatile.Read(ref _totals[(hour + 1) % Hours]);
    }
}
