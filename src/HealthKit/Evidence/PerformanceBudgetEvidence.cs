namespace HealthKit.Evidence;

/// <summary>Performance budgets, declared on endpoints or in a budget file.</summary>
public sealed record PerformanceBudgetEvidence : EvidenceRecord
{
    /// <summary>One entry a route; where two are declared, the stricter one.</summary>
    public IReadOnlyList<PerformanceBudget> Budgets { get; init; } = [];
}
