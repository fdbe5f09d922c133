namespace HealthKit.Evidence;

/// <summary>How the service stops: what its last stops recorded, and how long it may take.</summary>
public sealed record ShutdownEvidence : EvidenceRecord
{
    /// <summary>Recorded stops, latest first; a process that was killed or crashed without being asked is not among them.</summary>
    public IReadOnlyList<ServiceStop> Stops { get; init; } = [];

    /// <summary>HostOptions.ShutdownTimeout; infinite as <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>.</summary>
    public TimeSpan ShutdownTimeout { get; init; }

    /// <summary>Requests under way now, the one that asks included.</summary>
    public long InFlight { get; init; }

    /// <summary>Why stops cannot be recorded, and the cure; null when they are.</summary>
    public string? NotRecordedBecause { get; init; }
}
