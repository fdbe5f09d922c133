namespace HealthKit.Evidence;

/// <summary>A sequential scan in a generic plan, and what the table's own counters did.</summary>
public sealed record SequentialScanEvidence
{
    /// <summary>Schema and table.</summary>
    public required string Table { get; init; }

    /// <summary>pg_class.reltuples, of a partitioned table those of all partitions.</summary>
    public long EstimatedRows { get; init; }

    /// <summary>Calls of the statement while the counters were watched.</summary>
    public long CallsWatched { get; init; }

    /// <summary>Those of them old enough for the server's counters to hold their scans for certain.</summary>
    public long CallsSettled { get; init; }

    /// <summary>Settled calls at the reading that showed the largest share of them to scan, no more than are sure if calls are sampled; 0 before there was such a reading.</summary>
    /// <remarks>A plan and indexes that stay the same keep it: what was proved does not become doubtful because others use the table's indexes later.</remarks>
    public long CallsCompared { get; init; }

    /// <summary>How many of <see cref="CallsCompared"/> used no index of the table: as many as there were uses too few, by whomever.</summary>
    public long CallsWithoutIndex { get; init; }

    /// <summary>True when no plan can read the table through an index, whatever the parameters: no index holds any column that the statement filters, sorts or groups by.</summary>
    public bool NoIndexServes { get; init; }

    /// <summary>Growth of seq_scan over those calls.</summary>
    public long ScansWatched { get; init; }

    /// <summary>Growth of seq_tup_read over those calls.</summary>
    public long TuplesReadWatched { get; init; }

    /// <summary>Rows of <see cref="TuplesReadWatched"/> that the calls have read at the least, had every scan beyond one a call read the whole table for somebody else.</summary>
    public long TuplesReadByCalls { get; init; }

    /// <summary>Growth of idx_scan over those calls: uses of the table's indexes, by whomever; null where it was not read.</summary>
    public long? IndexScansWatched { get; init; }

    /// <summary>True when the table's scans were seen to come and go with the statement's calls, more closely than chance makes them.</summary>
    public bool FollowsCalls { get; init; }

    /// <summary>True when a LIMIT is expected to end the scan before its half.</summary>
    public bool EndsEarly { get; init; }

    /// <summary>Why the scan may be no fault, or none of the statement's own, whatever the counters show; null where it is one if they agree.</summary>
    public string? Doubt { get; init; }

    /// <summary>A candidate index, ready to paste; null when none follows from the filter.</summary>
    public string? CandidateIndex { get; init; }
}
