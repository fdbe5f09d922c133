namespace HealthKit.Evidence;

/// <summary>Whether requests are traced across every boundary, and whether the traces leave the process.</summary>
public sealed record TracingEvidence : EvidenceRecord
{
    /// <summary>One entry a boundary that the process can cross.</summary>
    public IReadOnlyList<TracedBoundary> Boundaries { get; init; } = [];

    /// <summary>Requests served while it was watched.</summary>
    public long Requests { get; init; }

    /// <summary>How many of those were recorded by a sampler.</summary>
    public long RecordedRequests { get; init; }

    /// <summary>Exporters whose traffic was seen.</summary>
    public IReadOnlyList<TraceExporter> Exporters { get; init; } = [];

    /// <summary>Exporters and boundaries that cannot be seen, and the cure.</summary>
    public IReadOnlyList<BlindSpot> BlindSpots { get; init; } = [];
}
