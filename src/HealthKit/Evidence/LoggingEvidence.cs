namespace HealthKit.Evidence;

/// <summary>What the process really writes as its log.</summary>
public sealed record LoggingEvidence : EvidenceRecord
{
    /// <summary>True when standard output was watched from before the first logger was built, so that no line there is known to be none.</summary>
    public bool OutputWatched { get; init; }

    /// <summary>Lines of standard output in the sample.</summary>
    public long Lines { get; init; }

    /// <summary>How many of those parse as a JSON object.</summary>
    public long StructuredLines { get; init; }

    /// <summary>The others by shape, most first.</summary>
    public IReadOnlyList<UnstructuredOutput> Unstructured { get; init; } = [];

    /// <summary>Log records handed to a structured exporter (OTLP), sampled at the same rate as the lines.</summary>
    public long ExportedRecords { get; init; }

    /// <summary>Sinks whose lines cannot be seen (files, raw streams), and the cure.</summary>
    public IReadOnlyList<BlindSpot> BlindSpots { get; init; } = [];
}
