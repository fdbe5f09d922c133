namespace HealthKit.Evidence;

/// <summary>The generic plan of one hot statement.</summary>
public sealed record QueryPlan
{
    /// <summary>The statement's fingerprint.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The normalised text.</summary>
    public required string Text { get; init; }

    /// <summary>The routes that ran it.</summary>
    public IReadOnlyList<string> Routes { get; init; } = [];

    /// <summary>True when it is among those that make 80 % of calls or of time; false when it is planned for its review alone.</summary>
    public bool IsHot { get; init; } = true;

    /// <summary>Calls since start.</summary>
    public long Calls { get; init; }

    /// <summary>Why it could not be planned, or null.</summary>
    public string? Unexplained { get; init; }

    /// <summary>A stable hash of the plan's shape; null when unexplained.</summary>
    public string? PlanHash { get; init; }

    /// <summary>The plan, an operator a line, what it works on indented below it: operators, tables and indexes, no costs, conditions or partitions.</summary>
    public IReadOnlyList<string> Outline { get; init; } = [];

    /// <summary>Why it may scan more than <see cref="SequentialScans"/> shows, for example in a function; a sentence each.</summary>
    public IReadOnlyList<string> Unseen { get; init; } = [];

    /// <summary>Sequential scans of large tables that do not ask for all their rows, and what its functions may scan.</summary>
    public IReadOnlyList<SequentialScanEvidence> SequentialScans { get; init; } = [];
}
