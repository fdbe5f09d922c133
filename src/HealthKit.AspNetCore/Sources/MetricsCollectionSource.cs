using HealthKit.Evidence;
using HealthKit.Metrics;
using HealthKit.Signals;

namespace HealthKit.Sources;

/// <summary>States which metric families somebody collects.</summary>
internal sealed class MetricsCollectionSource(CollectionLog log, NameClashes clashes, IEnumerable<MetricsExporter> exporters, TimeProvider time)
    : MemorySource<MetricsCollectionEvidence>("metrics.collection", time)
{
    protected override MetricsCollectionEvidence Read(DateTimeOffset now) => new()
    {
        ObservedAt = now,
        MaxAge = Fresh,
        ExporterRegistered = exporters.Any(),
        NameClashes = clashes.Seen,
        Families =
        [
            .. log.Read().OrderBy(static entry => entry.Family, StringComparer.Ordinal).Select(static entry => new MetricFamily
            {
                Name = entry.Family,
                Collections = entry.Collections,
                CollectionSpan = entry.Span,
                Series = entry.Series,
            }),
        ],
    };
}
