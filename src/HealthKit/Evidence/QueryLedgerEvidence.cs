namespace HealthKit.Evidence;

/// <summary>The committed ledger of reviewed queries.</summary>
public sealed record QueryLedgerEvidence : EvidenceRecord
{
    /// <summary>When the running release was stamped; statements first seen later are new.</summary>
    public DateTimeOffset ReleasedAt { get; init; }

    /// <summary>One entry a reviewed statement.</summary>
    public IReadOnlyList<QueryReview> Reviews { get; init; } = [];
}
