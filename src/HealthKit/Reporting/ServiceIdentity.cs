namespace HealthKit.Reporting;

/// <summary>Which service, build and instance was audited.</summary>
public sealed record ServiceIdentity
{
    /// <summary>The service's name.</summary>
    public required string Name { get; init; }

    /// <summary>Its version; null when unknown.</summary>
    public string? Version { get; init; }

    /// <summary>The commit it was built from; null when unknown.</summary>
    public string? Commit { get; init; }

    /// <summary>The environment, for example "Production".</summary>
    public string? Environment { get; init; }

    /// <summary>The instance, for example a pod's name.</summary>
    public string? Instance { get; init; }
}
