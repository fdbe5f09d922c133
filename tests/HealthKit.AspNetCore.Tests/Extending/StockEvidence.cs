using HealthKit.Evidence;

namespace HealthKit.Extending;

internal sealed record StockEvidence : EvidenceRecord
{
    public required int NegativeProducts { get; init; }
}
