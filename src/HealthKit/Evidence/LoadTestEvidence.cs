namespace HealthKit.Evidence;

/// <summary>Imported summaries of load tests.</summary>
public sealed record LoadTestEvidence : EvidenceRecord
{
    /// <summary>One entry a route and test.</summary>
    public IReadOnlyList<LoadTest> Tests { get; init; } = [];

    /// <summary>Summaries that could not be read or mapped to a route, and the cure.</summary>
    public IReadOnlyList<BlindSpot> BlindSpots { get; init; } = [];
}
