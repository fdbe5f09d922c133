using HealthKit.Evidence;
using HealthKit.Metrics;
using HealthKit.Signals;

namespace HealthKit.Sources;

/// <summary>States which metric families are on offer and which of them somebody collects.</summary>
internal sealed class MetricsCollectionSource(CollectionLog log, FamilyInstruments instruments, IEnumerable<MetricsExporter> exporters, TimeProvider time)
    : MemorySource<MetricsCollectionEvidence>("metrics.collection", time)
{
    protected override MetricsCollectionEvidence Read(DateTimeOffset now)
    {
        var collected = log.Read().ToDictionary(static entry => entry.Family, StringComparer.Ordinal);
        return new MetricsCollectionEvidence
        {
            ObservedAt = now,
            MaxAge = Fresh,
            ExporterRegistered = exporters.Any(),
            NameClashes = instruments.Clashes,
            Families =
            [
                .. instruments.Offered.Union(collected.Keys).Order(StringComparer.Ordinal).Select(family =>
                {
                    // Nothing noted is no collection, no span, no series.
                    var (_, collections, span, series) = collected.GetValueOrDefault(family);
                    return new MetricFamily { Name = family, Collections = collections, CollectionSpan = span, Series = series };
                }),
            ],
        };
    }
}
