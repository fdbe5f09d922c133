namespace HealthKit.Evidence;

/// <summary>Query counts that the tests of the running build assert.</summary>
public sealed record QueryBudgetEvidence : EvidenceRecord
{
    /// <summary>Why it does not count: another build's, a cut-off run; null when it is whole and bound.</summary>
    public string? Incomplete { get; init; }

    /// <summary>One entry a route.</summary>
    public IReadOnlyList<QueryBudget> Budgets { get; init; } = [];
}
