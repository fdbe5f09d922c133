namespace HealthKit.Evidence;

/// <summary>A sequential scan in a generic plan, and what the table's own counters did.</summary>
public sealed record SequentialScanEvidence
{
    /// <summary>Schema and table.</summary>
    public required string Table { get; init; }

    /// <summary>pg_class.reltuples.</summary>
    public long EstimatedRows { get; init; }

    /// <summary>Calls of the statement while the counters were watched.</summary>
    public long CallsWatched { get; init; }

    /// <summary>Growth of seq_scan over those calls.</summary>
    public long ScansWatched { get; init; }

    /// <summary>Growth of seq_tup_read over those calls.</summary>
    public long TuplesReadWatched { get; init; }

    /// <summary>True when a LIMIT may end the scan before the table does.</summary>
    public bool UnderLimit { get; init; }

    /// <summary>A candidate index, ready to paste; null when none follows from the filter.</summary>
    public string? CandidateIndex { get; init; }
}
