using HealthKit.Evidence;
using HealthKit.Npgsql.Commands;
using HealthKit.Npgsql.Pools;
using Npgsql;

namespace HealthKit.Npgsql.Databases;

/// <summary>A database that HealthKit knows how to reach as the application does.</summary>
/// <param name="Settings">Its connection settings.</param>
/// <param name="Source">The application's own data source; null when only its connection string is known.</param>
/// <param name="ConnectionString">The connection string with its password, where no data source is known; never shown.</param>
/// <param name="PasswordUnknown">True when nothing that HealthKit may read holds the password.</param>
internal sealed record Database(PoolSettings Settings, NpgsqlDataSource? Source, string? ConnectionString, bool PasswordUnknown = false)
{
    /// <summary>The name that the driver reports it by, where it is named and that is known.</summary>
    public string? PoolName { get; init; }

    /// <summary>The command timeouts that contexts set instead of the connection string's.</summary>
    public IReadOnlyList<CommandTimeoutOverride> Overrides { get; init; } = [];

    /// <summary>True when all that are known to use it are contexts that set their own.</summary>
    public bool IsOverridden { get; init; }

    /// <summary>The command timeout that holds where no context says otherwise; zero means none.</summary>
    public TimeSpan CommandTimeout => IsOverridden ? Overrides.MinBy(Length)!.Timeout : Settings.CommandTimeout;

    /// <summary>The longest that anybody is known to use.</summary>
    public CommandTimeoutOverride LongestTimeout => Overrides.Prepend(new CommandTimeoutOverride { Owner = "", Timeout = CommandTimeout }).MaxBy(Length)!;

    /// <summary>The key of what opens its connections: one data source may open those of several servers.</summary>
    public string SourceKey { get; init; } = Settings.Key;

    /// <summary>The key that dependency injection has it under; null where it has none.</summary>
    public string? ServiceKey { get; init; }

    /// <summary>True for a data source that dependency injection gives to whoever asks without a key.</summary>
    public bool IsDefault { get; init; }

    /// <summary>True when a context of an object-relational mapper uses it.</summary>
    public bool IsOfContext { get; init; }

    /// <summary>The name in reports.</summary>
    public string Name => Settings.Name;

    /// <summary>True when a host's option names it: by its database, its data source's name or key, or its name in reports.</summary>
    public bool IsNamed(string name) => name == Settings.Database || name == PoolName || name == ServiceKey || name == Name;

    /// <summary>True when a statement ran here last.</summary>
    public bool Runs(Statement statement) => PoolKeys.Of(statement.Pool) is { } key
        ? key == Settings.Key
        : statement.Pool == PoolName || (PoolName is null && Source is not null);

    // None at all is the longest.
    private static TimeSpan Length(CommandTimeoutOverride set) => set.Timeout <= TimeSpan.Zero ? TimeSpan.MaxValue : set.Timeout;

    /// <summary>True when it ran here at any time, as far as that is known.</summary>
    public bool MayRun(Statement statement) => statement.RanInSeveral || Runs(statement);

    // A record prints its members, and these hold secrets.
    /// <inheritdoc/>
    public override string ToString() => Name;
}
