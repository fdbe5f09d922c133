namespace HealthKit.Evidence;

/// <summary>One connection pool.</summary>
public sealed record ConnectionPool
{
    /// <summary>A name without host, user or password.</summary>
    public required string Name { get; init; }

    /// <summary>A stable, opaque key of the server and database it points at, to sum pools per server.</summary>
    public required string Server { get; init; }

    /// <summary>True when the driver pools.</summary>
    public bool Pooling { get; init; } = true;

    /// <summary>Minimum Pool Size.</summary>
    public int MinimumSize { get; init; }

    /// <summary>How many pools with connections the process has by these settings: a data source has one of its own, beside that of whoever opens by the connection string.</summary>
    public int Pools { get; init; } = 1;

    /// <summary>Maximum Pool Size, of each.</summary>
    public int MaximumSize { get; init; }

    /// <summary>True when the connection string sets the maximum.</summary>
    public bool MaximumSizeExplicit { get; init; }

    /// <summary>Timeout: how long an acquire and a connect may take; zero means for ever.</summary>
    public TimeSpan AcquireTimeout { get; init; }

    /// <summary>True when the connection string sets it.</summary>
    public bool AcquireTimeoutExplicit { get; init; }

    /// <summary>Command Timeout; zero means for ever. Where only contexts use the pool and each sets its own, the shortest of theirs.</summary>
    public TimeSpan CommandTimeout { get; init; }

    /// <summary>True when the connection string or the context sets it.</summary>
    public bool CommandTimeoutExplicit { get; init; }

    /// <summary>Command timeouts that contexts set instead.</summary>
    public IReadOnlyList<CommandTimeoutOverride> CommandTimeoutOverrides { get; init; } = [];

    /// <summary>Connection Lifetime; zero means for ever.</summary>
    public TimeSpan ConnectionLifetime { get; init; }

    /// <summary>True when the connection string sets it.</summary>
    public bool ConnectionLifetimeExplicit { get; init; }

    /// <summary>Connection Idle Lifetime; zero means for ever.</summary>
    public TimeSpan ConnectionIdleLifetime { get; init; }

    /// <summary>True when the connection string sets it.</summary>
    public bool ConnectionIdleLifetimeExplicit { get; init; }

    /// <summary>Idle connections now; null when not observed.</summary>
    public int? Idle { get; init; }

    /// <summary>Connections in use now; null when not observed.</summary>
    public int? Used { get; init; }

    /// <summary>The most connections in use at any reading.</summary>
    public int? PeakUsed { get; init; }

    /// <summary>Acquires that had to wait in the last 24 h.</summary>
    public long Waits { get; init; }

    /// <summary>Acquires that timed out in the last 24 h.</summary>
    public long AcquireTimeouts { get; init; }

    /// <summary>How long waiting acquires waited.</summary>
    public LatencyDistribution WaitTime { get; init; } = LatencyDistribution.Empty;

    /// <summary>Logical opens since start; null when they cannot be seen.</summary>
    public long? LogicalOpens { get; init; }

    /// <summary>Physical opens since start, the pool's warm-up apart; null when they cannot be seen.</summary>
    public long? PhysicalOpens { get; init; }

    /// <summary>True when a self-test event proved that custody of its connections is tracked.</summary>
    public bool CustodyProved { get; init; }

    /// <summary>How an external pool in front of the server showed; null when none did.</summary>
    public string? ExternalPool { get; init; }
}
