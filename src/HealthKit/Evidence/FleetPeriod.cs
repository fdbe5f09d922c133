namespace HealthKit.Evidence;

/// <summary>A period in which the same instances of one version and configuration ran beside each other.</summary>
public sealed record FleetPeriod
{
    /// <summary>When it began.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>When it ended, or the last time it was seen.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>The version all of them ran.</summary>
    public required string Version { get; init; }

    /// <summary>The digest of the configuration all of them had.</summary>
    public required string ConfigurationDigest { get; init; }

    /// <summary>The instances.</summary>
    public IReadOnlyList<FleetInstance> Instances { get; init; } = [];
}
