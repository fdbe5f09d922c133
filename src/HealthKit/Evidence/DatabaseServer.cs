namespace HealthKit.Evidence;

/// <summary>One database server as one data source meets it.</summary>
public sealed record DatabaseServer
{
    /// <summary>The data source's name in the report.</summary>
    public required string DataSource { get; init; }

    /// <summary>The database's name.</summary>
    public required string Database { get; init; }

    /// <summary>Why it could not be read, or null.</summary>
    public string? Unreadable { get; init; }

    /// <summary>The server's version, for example "15.18".</summary>
    public string? Version { get; init; }

    /// <summary>The effective statement_timeout of an application session; zero means none; null when unreadable.</summary>
    public TimeSpan? StatementTimeout { get; init; }

    /// <summary>The longest client-side command timeout that is in use; zero means none; null when unknown.</summary>
    public TimeSpan? CommandTimeout { get; init; }

    /// <summary>Who sets it instead of the connection string; null where that does.</summary>
    public string? CommandTimeoutOwner { get; init; }

    /// <summary>log_min_duration_statement; negative means off; null when unreadable.</summary>
    public TimeSpan? LogMinDurationStatement { get; init; }

    /// <summary>log_min_duration_sample with log_statement_sample_rate above zero; null when off or unreadable.</summary>
    public TimeSpan? LogMinDurationSample { get; init; }

    /// <summary>auto_explain.log_min_duration; null when not loaded, off or unreadable.</summary>
    public TimeSpan? AutoExplainMinDuration { get; init; }

    /// <summary>max_connections.</summary>
    public int? MaxConnections { get; init; }

    /// <summary>superuser_reserved_connections plus reserved_connections.</summary>
    public int? ReservedConnections { get; init; }

    /// <summary>The tighter CONNECTION LIMIT of the database and of the application's role; null when neither has one.</summary>
    public int? ConnectionLimit { get; init; }

    /// <summary>True when the server is a standby.</summary>
    public bool? IsStandby { get; init; }

    /// <summary>Standbys that replicate from it; null when unreadable.</summary>
    public int? Standbys { get; init; }

    /// <summary>The server's CPU cores: configured, or this machine's for a loopback server; null when unknown.</summary>
    public int? CpuCores { get; init; }

    /// <summary>How a proxy showed, for example "backend pid differs"; null when none did.</summary>
    public string? Proxy { get; init; }
}
