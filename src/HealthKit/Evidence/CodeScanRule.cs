namespace HealthKit.Evidence;

/// <summary>What the scan found for one check.</summary>
public sealed record CodeScanRule
{
    /// <summary>The check it serves: "4.8", "4.9", "6.5" or "8.3".</summary>
    public required string Check { get; init; }

    /// <summary>Sites looked at: SQL sinks, connection opens, writes to fields.</summary>
    public int Sites { get; init; }

    /// <summary>Sites that break the rule.</summary>
    public IReadOnlyList<CodeSite> Flagged { get; init; } = [];

    /// <summary>Sites that the scan could not prove either way.</summary>
    public IReadOnlyList<CodeSite> Unresolved { get; init; } = [];

    /// <summary>Sites that the code's author accepted, with the reason.</summary>
    public IReadOnlyList<CodeSite> Accepted { get; init; } = [];
}
