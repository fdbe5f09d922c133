namespace HealthKit.Evidence;

/// <summary>Job queues and schedulers of the service.</summary>
public sealed record BackgroundJobEvidence : EvidenceRecord
{
    /// <summary>Those registered; HealthKit's own background work and the framework's are not among them.</summary>
    public IReadOnlyList<JobSystem> Systems { get; init; } = [];
}
