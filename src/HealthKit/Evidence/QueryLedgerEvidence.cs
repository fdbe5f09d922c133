namespace HealthKit.Evidence;

/// <summary>The committed ledger of reviewed queries.</summary>
public sealed record QueryLedgerEvidence : EvidenceRecord
{
    /// <summary>What the file holds.</summary>
    public required QueryLedger Ledger { get; init; }
}
