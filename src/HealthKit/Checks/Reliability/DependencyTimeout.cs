using HealthKit.Evidence;

namespace HealthKit.Checks;

/// <summary>One timeout of one dependency.</summary>
/// <param name="Subject">The client, pool or cache client.</param>
/// <param name="Name">Which timeout.</param>
/// <param name="Setting">How it came to be.</param>
/// <param name="Value">How long; null when unreadable or infinite.</param>
/// <param name="Remedy">What makes it explicit.</param>
internal sealed record DependencyTimeout(string Subject, string Name, TimeoutSetting Setting, TimeSpan? Value, string Remedy)
{
    /// <summary>True for calls outside every inspected client.</summary>
    public bool IsRaw { get; init; }

    /// <summary>What hides it and what would show it; null where nothing more is known.</summary>
    public string? Unreadable { get; init; }

    public Offender AsOffender() => new(Subject, Setting switch
    {
        TimeoutSetting.Infinite => $"{Name} is infinite (limit: explicit)",
        TimeoutSetting.Default => $"{Name} is {(Value is { } value ? Units.Duration(value) : "not set")} by default (limit: explicit)",
        _ => $"{Name} was not found (limit: explicit)",
    }, Remedy);

    public static IEnumerable<DependencyTimeout> Of(OutboundHttpEvidence? http) => (http?.Clients ?? []).Where(static client => client.Calls > 0).Select(static client => new DependencyTimeout(
        OutboundGuard.Hosts(client),
        "the HTTP timeout",
        client.TimeoutSetting,
        client.Timeout,
        client.IsRaw ? "Take the client from IHttpClientFactory and set its Timeout." : OutboundGuard.TimeoutRemedy(client))
    {
        IsRaw = client.IsRaw,
        Unreadable = client.Unreadable,
    });

    public static IEnumerable<DependencyTimeout> Of(PoolEvidence? pools) => (pools?.Pools ?? []).SelectMany(static pool => (DependencyTimeout[])
    [
        new(pool.Name, "Timeout", SettingOf(pool.AcquireTimeout, pool.AcquireTimeoutExplicit), pool.AcquireTimeout, "Add Timeout=15 to the connection string."),
        new(pool.Name, "Command Timeout", SettingOf(pool.CommandTimeout, pool.CommandTimeoutExplicit), pool.CommandTimeout, "Add Command Timeout=30 to the connection string."),
        .. pool.CommandTimeoutOverrides.Where(set => set.Timeout != pool.CommandTimeout).Select(set => new DependencyTimeout(
            pool.Name,
            $"CommandTimeout of {set.Owner}",
            SettingOf(set.Timeout, isExplicit: true),
            set.Timeout,
            "Give the context a limit, UseNpgsql(…, npgsql => npgsql.CommandTimeout(30)), and take none away by Database.SetCommandTimeout(0).")),
    ]);

    public static IEnumerable<DependencyTimeout> Of(CacheClientEvidence? caches) => (caches?.Clients ?? []).SelectMany(static client => new DependencyTimeout[]
    {
        new(client.Name, "connectTimeout", client.ConnectTimeoutSetting, client.ConnectTimeout, "Add connectTimeout=5000 to the Redis configuration."),
        new(client.Name, "syncTimeout", client.SyncTimeoutSetting, client.SyncTimeout, "Add syncTimeout=1000 to the Redis configuration."),
        new(client.Name, "asyncTimeout", client.AsyncTimeoutSetting, client.AsyncTimeout, "Add asyncTimeout=1000 to the Redis configuration."),
    });

    private static TimeoutSetting SettingOf(TimeSpan value, bool isExplicit) =>
        value <= TimeSpan.Zero ? TimeoutSetting.Infinite : isExplicit ? TimeoutSetting.Explicit : TimeoutSetting.Default;
}
