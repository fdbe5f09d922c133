namespace HealthKit.Npgsql.Commands;

/// <summary>Counts by second and remembers the busiest 60 s.</summary>
internal sealed class PeakRate
{
    private const int Span = 60;

    private readonly long[] _counts = new long[Span];
    private readonly Lock _gate = new();
    private long _second;
    private long _sum;
    private long _peak;
    private long _pending;

    /// <summary>The most that 60 s in a row held, a second.</summary>
    public double PerSecond
    {
        get
        {
            lock (_gate)
            {
                return Math.Max(_peak, _sum + Volatile.Read(ref _pending)) / (double)Span;
            }
        }
    }

    /// <summary>Counts one, or so many, in the given second since start.</summary>
    public void Add(long second, long count = 1)
    {
        Interlocked.Add(ref _pending, count);
        if (second <= Volatile.Read(ref _second))
        {
            return;
        }

        lock (_gate)
        {
            // What is pending belongs to the second that ends; the one that ended it is booked with it, which moves a request by a second at most.
            for (var turned = false; _second < second; turned = true)
            {
                var ended = turned ? 0 : Interlocked.Exchange(ref _pending, 0);
                _sum += ended - _counts[_second % Span];
                _counts[_second % Span] = ended;
                _peak = Math.Max(_peak, _sum);
                Volatile.Write(ref _second, second - _second > Span * 2 ? second - Span : _second + 1);
            }
        }
    }
}
