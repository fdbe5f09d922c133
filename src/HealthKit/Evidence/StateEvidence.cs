namespace HealthKit.Evidence;

/// <summary>What the service keeps between requests, and where.</summary>
public sealed record StateEvidence : EvidenceRecord
{
    /// <summary>One entry a kind looked for, those not in use included: a kind that is missing was not looked for.</summary>
    public IReadOnlyList<StateStore> Stores { get; init; } = [];
}
