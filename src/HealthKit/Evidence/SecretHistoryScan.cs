namespace HealthKit.Evidence;

/// <summary>A scan of the repository's history, bound to the running build.</summary>
public sealed record SecretHistoryScan
{
    /// <summary>Why it does not count: a shallow or partial clone, a failed scan, another build's evidence; null when it is whole and bound.</summary>
    public string? Incomplete { get; init; }

    /// <summary>Commits scanned.</summary>
    public long Commits { get; init; }

    /// <summary>Rules applied.</summary>
    public int Rules { get; init; }

    /// <summary>Findings accepted in the committed allow-list.</summary>
    public int Accepted { get; init; }

    /// <summary>What was found and not accepted.</summary>
    public IReadOnlyList<SecretFinding> Findings { get; init; } = [];
}
