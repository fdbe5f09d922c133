namespace Storefront.Load;

/// <summary>What the client saw of one route.</summary>
public sealed class Route(string name)
{
    private readonly Lock _gate = new();
    private readonly List<double> _milliseconds = [];

    public string Name => name;

    public int Count { get; private set; }

    /// <summary>Answers from 400 to 499: asked for what is not there, or refused.</summary>
    public int Refused { get; private set; }

    /// <summary>Answers from 500 on, time-outs and broken connections.</summary>
    public int Errors { get; private set; }

    /// <summary>Counts one answer; those of the warm-up stay out of the quantiles.</summary>
    public void Record(TimeSpan elapsed, int status, bool warmUp)
    {
        lock (_gate)
        {
            Count++;
            if (status is >= 400 and < 500) Refused++;
            else if (!warmUp) _milliseconds.Add(elapsed.TotalMilliseconds);
            if (status is 0 or >= 500) Errors++;
        }
    }

    /// <summary>The nearest-rank quantile in milliseconds of what was not refused, after the warm-up.</summary>
    public double? Quantile(double q)
    {
        lock (_gate)
        {
            if (_milliseconds.Count == 0) return null;
            _milliseconds.Sort();
            return _milliseconds[Math.Max(0, (int)Math.Ceiling(q * _milliseconds.Count) - 1)];
        }
    }
}
