namespace HealthKit.Evidence;

/// <summary>To which servers reads went.</summary>
public sealed record ReplicaEvidence : EvidenceRecord
{
    /// <summary>Reads that a standby could serve: no locking reads, none of a request that writes.</summary>
    public long Reads { get; init; }

    /// <summary>Reads of requests that also write: they may be inside the transaction that does.</summary>
    public long ReadsBesideWrites { get; init; }

    /// <summary>All other statements.</summary>
    public long Writes { get; init; }

    /// <summary>Those of <see cref="Reads"/> that a standby served.</summary>
    public long ReadsOnStandby { get; init; }

    /// <summary><see cref="Reads"/> a second in the busiest 60 s.</summary>
    public double PeakReadsPerSecond { get; init; }

    /// <summary>The same with <see cref="ReadsBesideWrites"/>.</summary>
    public double PeakOfAllReadsPerSecond { get; init; }

    /// <summary>Standbys known from the servers or the configuration; null when that cannot be told.</summary>
    public int? Standbys { get; init; }

    /// <summary>How long statements have been observed.</summary>
    public TimeSpan Uptime { get; init; }

    /// <summary>Data sources whose statements or servers cannot be seen, and the cure.</summary>
    public IReadOnlyList<BlindSpot> BlindSpots { get; init; } = [];
}
