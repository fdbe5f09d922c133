using System.Diagnostics.Metrics;

namespace HealthKit.RateLimits;

/// <summary>Makes meters of a name that nobody listens to, so that calls of the probe are in no metric of the host's.</summary>
internal sealed class QuietMeters : IMeterFactory
{
    private readonly List<Meter> _meters = [];

    public Meter Create(MeterOptions options)
    {
        var meter = new Meter("HealthKit.Quiet");
        _meters.Add(meter);
        return meter;
    }

    public void Dispose() => _meters.ForEach(static meter => meter.Dispose());
}
