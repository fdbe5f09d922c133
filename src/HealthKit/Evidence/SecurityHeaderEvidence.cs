namespace HealthKit.Evidence;

/// <summary>Security headers of sampled real responses.</summary>
public sealed record SecurityHeaderEvidence : EvidenceRecord
{
    /// <summary>One entry a status class seen.</summary>
    public IReadOnlyList<HeaderStatusClass> StatusClasses { get; init; } = [];
}
