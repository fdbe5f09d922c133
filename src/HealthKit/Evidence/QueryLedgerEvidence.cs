namespace HealthKit.Evidence;

/// <summary>The committed ledger of reviewed queries.</summary>
public sealed record QueryLedgerEvidence : EvidenceRecord
{
    /// <summary>When the running release was stamped; statements first seen later are new.</summary>
    public DateTimeOffset ReleasedAt { get; init; }

    /// <summary>Fingerprints that the ledger lists as seen before the stamp, reviewed or not: a restart does not make them new.</summary>
    public IReadOnlyList<string> Known { get; init; } = [];

    /// <summary>One entry a reviewed statement.</summary>
    public IReadOnlyList<QueryReview> Reviews { get; init; } = [];
}
