using HealthKit.Evidence;

namespace HealthKit.Tests;

internal static partial class Given
{
    /// <summary>Clients in use over enough requests that a raw client would have shown.</summary>
    public static OutboundHttpEvidence ClientsOf(params OutboundClientEvidence[] clients) =>
        new() { ObservedAt = At, MaxAge = MaxAge, Clients = clients, Calls = clients.Sum(static client => client.Calls), Requests = 10_000 };

    /// <summary>A client from the factory with a timeout, a breaker by the guidance, and a sound retry.</summary>
    public static OutboundClientEvidence GuardedClient(string name = "payment") => new()
    {
        Name = name,
        Hosts = ["pay.example"],
        Calls = 500,
        IdempotentCalls = 400,
        TimeoutSetting = TimeoutSetting.Explicit,
        Timeout = TimeSpan.FromSeconds(10),
        PipelineReadable = true,
        Breaker = new CircuitBreakerEvidence(0.5, TimeSpan.FromSeconds(10), 20, TimeSpan.FromSeconds(30)),
        Retry = new RetryEvidence(3, Exponential: true, Jittered: true, TimeSpan.FromSeconds(8)),
    };

    /// <summary>Calls by new HttpClient().</summary>
    public static OutboundClientEvidence RawClient() => new() { Name = "raw: mail.example", IsRaw = true, Hosts = ["mail.example"], Calls = 40, IdempotentCalls = 10 };

    /// <summary>A pool whose timeouts the connection string sets.</summary>
    public static PoolEvidence PoolWithTimeouts() => new()
    {
        ObservedAt = At,
        MaxAge = MaxAge,
        Pools =
        [
            new ConnectionPool
            {
                Name = "shop",
                Server = "a",
                AcquireTimeout = TimeSpan.FromSeconds(15),
                AcquireTimeoutExplicit = true,
                CommandTimeout = TimeSpan.FromSeconds(30),
                CommandTimeoutExplicit = true,
            },
        ],
    };

    /// <summary>The same evidence with its one pool changed.</summary>
    public static PoolEvidence With(this PoolEvidence pools, Func<ConnectionPool, ConnectionPool> change) => pools with { Pools = [.. pools.Pools.Select(change)] };

    /// <summary>A Redis client whose three timeouts are set.</summary>
    public static CacheClientEvidence CacheClientWithTimeouts() => new()
    {
        ObservedAt = At,
        MaxAge = MaxAge,
        Clients =
        [
            new CacheClient
            {
                Name = "redis",
                ConnectTimeout = TimeSpan.FromSeconds(5),
                ConnectTimeoutSetting = TimeoutSetting.Explicit,
                SyncTimeout = TimeSpan.FromSeconds(1),
                SyncTimeoutSetting = TimeoutSetting.Explicit,
                AsyncTimeout = TimeSpan.FromSeconds(1),
                AsyncTimeoutSetting = TimeoutSetting.Explicit,
            },
        ],
    };

    /// <summary>Recorded stops, with 30 s to stop in.</summary>
    public static ShutdownEvidence StopsOf(params ServiceStop[] stops) =>
        new() { ObservedAt = At, MaxAge = MaxAge, Stops = stops, ShutdownTimeout = TimeSpan.FromSeconds(30) };

    /// <summary>A stop so many hours ago that took two seconds.</summary>
    public static ServiceStop Stop(double hoursAgo, long inFlight, long drained) =>
        new() { RequestedAt = At.AddHours(-hoursAgo), CompletedAt = At.AddHours(-hoursAgo).AddSeconds(2), InFlight = inFlight, Drained = drained, Version = "1.4.0" };

    /// <summary>Migrations of one context, read from the assemblies.</summary>
    public static MigrationEvidence MigrationsOf(params MigrationFinding[] findings) => new()
    {
        ObservedAt = At,
        MaxAge = MaxAge,
        AssembliesLookedThrough = true,
        Places = [new MigrationPlace { Name = "ShopContext", Migrations = 3, Operations = 12 }],
        Findings = findings,
    };

    /// <summary>A dropped column in a migration that is not applied yet.</summary>
    public static MigrationFinding DroppedColumn() => new()
    {
        Risk = MigrationRisk.Breaking,
        Rule = "drop-column",
        Migration = "20260301_DropSku",
        Location = "Migrations/DropSku.cs:14",
        Table = "public.products",
        EstimatedRows = 20_000,
        State = MigrationState.Pending,
    };
}
