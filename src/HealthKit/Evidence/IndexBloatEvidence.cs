namespace HealthKit.Evidence;

/// <summary>One index, measured for bloat.</summary>
public sealed record IndexBloatEvidence
{
    /// <summary>Schema and index.</summary>
    public required string Index { get; init; }

    /// <summary>Schema and table.</summary>
    public required string Table { get; init; }

    /// <summary>The index's size in bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>The bloated share, 0 to 1: 1 − average leaf density / fill factor.</summary>
    public double BloatRatio { get; init; }

    /// <summary>True when pgstatindex measured it, false for an estimate.</summary>
    public bool Exact { get; init; }

    /// <summary>Why the figure does not decide, or null.</summary>
    public string? Undecided { get; init; }

    /// <summary>Why its density is normal all the same (random keys, bulk load), or null.</summary>
    public string? NormalBecause { get; init; }
}
