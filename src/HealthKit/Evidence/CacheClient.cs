namespace HealthKit.Evidence;

/// <summary>The timeouts of one client of a cache server.</summary>
public sealed record CacheClient
{
    /// <summary>A name without address or password.</summary>
    public required string Name { get; init; }

    /// <summary>How long a connect may take; null when unreadable or infinite.</summary>
    public TimeSpan? ConnectTimeout { get; init; }

    /// <summary>How that came to be.</summary>
    public TimeoutSetting ConnectTimeoutSetting { get; init; }

    /// <summary>How long a synchronous call may take; null when unreadable or infinite.</summary>
    public TimeSpan? SyncTimeout { get; init; }

    /// <summary>How that came to be.</summary>
    public TimeoutSetting SyncTimeoutSetting { get; init; }

    /// <summary>How long an asynchronous call may take; null when unreadable or infinite.</summary>
    public TimeSpan? AsyncTimeout { get; init; }

    /// <summary>How that came to be.</summary>
    public TimeoutSetting AsyncTimeoutSetting { get; init; }
}
