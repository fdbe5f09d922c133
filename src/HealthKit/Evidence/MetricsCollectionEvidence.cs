namespace HealthKit.Evidence;

/// <summary>Whether anybody collects the metric families of the checklist.</summary>
public sealed record MetricsCollectionEvidence : EvidenceRecord
{
    /// <summary>One entry a family of the checklist that HealthKit offers, collected or not.</summary>
    public IReadOnlyList<MetricFamily> Families { get; init; } = [];

    /// <summary>True when an exporter is registered.</summary>
    public bool ExporterRegistered { get; init; }

    /// <summary>Instruments of the host that carry one of the names, which would make duplicate series: the name, or "name of meter Meter".</summary>
    public IReadOnlyList<string> NameClashes { get; init; } = [];
}
