namespace HealthKit.Requests;

/// <summary>The load, from a counter looked at every five seconds: requests a second over 15 minutes, and in the busiest minute since start.</summary>
internal sealed class TrafficRate
{
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    private const int StepsOfMinute = 12;
    private const int StepsOfWindow = 180;
    private readonly (DateTimeOffset At, long Total)[] _looks = new (DateTimeOffset, long)[StepsOfWindow + 1];
    private readonly Lock _gate = new();
    private long _count;
    private double _peak;

    /// <summary>Notes the counter's value now.</summary>
    public void Note(DateTimeOffset now, long total)
    {
        lock (_gate)
        {
            _looks[_count % _looks.Length] = (now, total);
            _count++;
            if (_count > StepsOfMinute)
            {
                _peak = Math.Max(_peak, Rate(Look(StepsOfMinute), (now, total)));
            }
        }
    }

    /// <summary>Requests a second over at most 15 minutes up to now, and in the busiest 60 s; the peak is 0 before 60 s have passed.</summary>
    public (double Window, double Peak) Read(DateTimeOffset now, long total)
    {
        lock (_gate)
        {
            var oldest = _count == 0 ? (now, total) : Look((int)Math.Min(_count - 1, StepsOfWindow));
            return (Rate(oldest, (now, total)), _peak);
        }
    }

    private (DateTimeOffset At, long Total) Look(int stepsBack) => _looks[(_count - 1 - stepsBack) % _looks.Length];

    private static double Rate((DateTimeOffset At, long Total) from, (DateTimeOffset At, long Total) to)
    {
        var seconds = (to.At - from.At).TotalSeconds;
        return seconds > 0 ? (to.Total - from.Total) / seconds : 0;
    }
}
