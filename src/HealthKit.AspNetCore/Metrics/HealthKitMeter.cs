using System.Diagnostics.Metrics;
using HealthKit.Signals;

namespace HealthKit.Metrics;

/// <summary>The meter of every HealthKit instrument of this host, and the log that its observable instruments note their collection in.</summary>
internal sealed class HealthKitMeter(IMeterFactory factory, CollectionLog log)
{
    // One meter for each host: the factory gives the same one back for the same name, and disposes of it.
    public Meter Meter { get; } = factory.Create(MetricNames.Meter);

    /// <summary>Notes that a family has an instrument.</summary>
    public void Offer(string family) => log.Offer(family);

    /// <summary>Notes one collection of a family and the series it got. Called from the callbacks of observable instruments.</summary>
    public void Note(string family, int series) => log.Note(family, series);
}
