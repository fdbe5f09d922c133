namespace HealthKit.Evidence;

/// <summary>Feature-flag systems, and whether the service asks them.</summary>
public sealed record FeatureFlagEvidence : EvidenceRecord
{
    /// <summary>Systems found.</summary>
    public IReadOnlyList<FeatureFlagSystem> Systems { get; init; } = [];

    /// <summary>Service registrations looked through; zero means that nobody looked.</summary>
    public int RegistrationsLookedAt { get; init; }

    /// <summary>Requests served since start.</summary>
    public long Requests { get; init; }

    /// <summary>Systems that cannot be seen, and the cure.</summary>
    public IReadOnlyList<BlindSpot> BlindSpots { get; init; } = [];
}
