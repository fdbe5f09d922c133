namespace HealthKit.Evidence;

/// <summary>Which kinds of parts the process has at all: the proof that a check does not apply.</summary>
public sealed record InventoryEvidence : EvidenceRecord
{
    /// <summary>Loaded assemblies of database drivers, by name.</summary>
    public IReadOnlyList<string> DatabaseDrivers { get; init; } = [];

    /// <summary>Those of <see cref="DatabaseDrivers"/> that are loaded and whose calls no package of HealthKit sees: every one but Npgsql.</summary>
    public IReadOnlyList<string> UnseenDrivers { get; init; } = [];

    /// <summary>Data sources and DbContexts registered or observed, by name.</summary>
    public IReadOnlyList<string> DataSources { get; init; } = [];

    /// <summary>Loaded assemblies of cache-server clients, by name.</summary>
    public IReadOnlyList<string> CacheClients { get; init; } = [];

    /// <summary>Look-ups by the application in caches of any kind since start; framework-internal caches, sessions and output cache apart.</summary>
    public long CacheLookups { get; init; }

    /// <summary>True when every cache interface the host registered is observed, so that zero look-ups proves something.</summary>
    public bool CachesObserved { get; init; }

    /// <summary>Named, typed or keyed HTTP clients registered.</summary>
    public int HttpClients { get; init; }

    /// <summary>Outbound HTTP calls since start, HealthKit's and telemetry exporters' apart; null when not observed.</summary>
    public long? OutboundCalls { get; init; }

    /// <summary>Requests served since start.</summary>
    public long Requests { get; init; }

    /// <summary>How long the process has been observed.</summary>
    public TimeSpan Uptime { get; init; }

    /// <summary>The environment variable that shows a serverless platform, or null.</summary>
    public string? ServerlessPlatform { get; init; }

    /// <summary>True when environment variables could be read.</summary>
    public bool PlatformKnown { get; init; }
}
