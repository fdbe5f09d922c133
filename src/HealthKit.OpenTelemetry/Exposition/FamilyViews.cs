using System.Diagnostics.Metrics;
using HealthKit.Signals;
using OpenTelemetry.Metrics;

namespace HealthKit.Exposition;

/// <summary>
/// Gives HealthKit's families room for every route that has a slot, and the buckets of the checklist's limits. The SDK's own limit of 2,000 series would
/// collapse the rest into one series without labels. Instruments of other meters are the host's own business.
/// </summary>
/// <param name="own">This host's meter. Providers choose meters by name, so in a process of several hosts each would collect, and believe collected, all of them.</param>
/// <param name="routeCapacity">Routes that have a slot.</param>
/// <param name="statusCodesPerRoute">Status codes of a route, on average.</param>
internal sealed class FamilyViews(Meter own, int routeCapacity, int statusCodesPerRoute)
{
    // Beside the routes of the table: the overflow route, unmatched requests, background work, and those by method.
    private const int Others = 100;

    public MetricStreamConfiguration? Of(Instrument instrument) =>
        ReferenceEquals(instrument.Meter, own) ? Room(instrument.Name)
        : instrument.Meter.Name == MetricNames.Meter ? MetricStreamConfiguration.Drop
        : null;

    private MetricStreamConfiguration? Room(string family) => family switch
    {
        MetricNames.HttpRequests => new MetricStreamConfiguration { CardinalityLimit = (routeCapacity + Others) * statusCodesPerRoute },
        MetricNames.DbQueries => new MetricStreamConfiguration { CardinalityLimit = routeCapacity + Others },
        MetricNames.HttpRequestDuration => Durations(routeCapacity + Others),
        MetricNames.DbQueryDuration or MetricNames.DbPoolWaitDuration => Durations(limit: null),
        _ => null,
    };

    private static ExplicitBucketHistogramConfiguration Durations(int? limit) => new()
    {
        Boundaries = MetricNames.DurationBounds,
        RecordMinMax = false,
        CardinalityLimit = limit,
    };
}
