namespace HealthKit.Evidence;

/// <summary>Instances of the service, as the fleet store saw them.</summary>
public sealed record FleetEvidence : EvidenceRecord
{
    /// <summary>Why the store could not be read; null when it was.</summary>
    public string? Unreadable { get; init; }

    /// <summary>Periods of the last days; instances that differ in version or configuration stand in different periods.</summary>
    public IReadOnlyList<FleetPeriod> Periods { get; init; } = [];
}
