namespace HealthKit.Evidence;

/// <summary>Whether requests are traced across every boundary, and whether the traces leave the process.</summary>
public sealed record TracingEvidence : EvidenceRecord
{
    /// <summary>One entry a boundary that the process can cross.</summary>
    public IReadOnlyList<TracedBoundary> Boundaries { get; init; } = [];

    /// <summary>Requests looked at.</summary>
    public long Requests { get; init; }

    /// <summary>How many of those were recorded by a sampler.</summary>
    public long RecordedRequests { get; init; }

    /// <summary>How many of those were not recorded and came with a trace that their callers do not record either, so that the sampler may have followed the caller.</summary>
    public long RequestsDeclinedByCallers { get; init; }

    /// <summary>A tracer that is loaded and works in ways that cannot be seen, as the profiler of a vendor does; null when there is none.</summary>
    public string? UnseenTracer { get; init; }

    /// <summary>Exporters whose traffic was seen.</summary>
    public IReadOnlyList<TraceExporter> Exporters { get; init; } = [];

    /// <summary>Exporters and boundaries that cannot be seen, and the cure.</summary>
    public IReadOnlyList<BlindSpot> BlindSpots { get; init; } = [];

    // A package that counts the crossings of a boundary sees what others are blind to.
    internal override EvidenceRecord JoinedWith(EvidenceRecord other)
    {
        if (other is not TracingEvidence more)
        {
            return this;
        }

        TracedBoundary[] boundaries = [.. Boundaries, .. more.Boundaries];
        return this with
        {
            ObservedAt = more.ObservedAt < ObservedAt ? more.ObservedAt : ObservedAt,
            MaxAge = more.MaxAge < MaxAge ? more.MaxAge : MaxAge,
            Boundaries = [.. boundaries.GroupBy(static boundary => boundary.Name, static (_, same) => same.MaxBy(static boundary => (boundary.Watched is not null, boundary.Crossings))!)],
            Requests = Requests + more.Requests,
            RecordedRequests = RecordedRequests + more.RecordedRequests,
            RequestsDeclinedByCallers = RequestsDeclinedByCallers + more.RequestsDeclinedByCallers,
            UnseenTracer = UnseenTracer ?? more.UnseenTracer,
            Exporters = [.. Exporters, .. more.Exporters],
            BlindSpots = [.. BlindSpots.Concat(more.BlindSpots).Where(spot => !Array.Exists(boundaries, boundary => boundary.Name == spot.Subject))],
        };
    }
}
