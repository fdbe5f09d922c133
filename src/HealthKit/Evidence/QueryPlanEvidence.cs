using HealthKit.Attestation;

namespace HealthKit.Evidence;

/// <summary>Plans of the hot statements.</summary>
public sealed record QueryPlanEvidence : EvidenceRecord
{
    /// <summary>One entry a statement that was hot by calls or by time.</summary>
    public IReadOnlyList<QueryPlan> Plans { get; init; } = [];

    internal override EvidenceRecord Without(SubjectFilter exempt) => this with
    {
        Plans = [.. Plans.Select(plan => plan with { SequentialScans = [.. plan.SequentialScans.Where(scan => !exempt.Matches(SubjectKind.Table, scan.Table))] })],
    };
}
