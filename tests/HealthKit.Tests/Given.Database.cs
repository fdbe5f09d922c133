using HealthKit.Evidence;

namespace HealthKit.Tests;

internal static partial class Given
{
    /// <summary>A data source that nobody can see into.</summary>
    public static readonly BlindSpot Hidden = new("reports", "It was created outside the container.", "Register it with AddNpgsqlDataSource.");

    private static readonly TimeSpan QueryLimit = TimeSpan.FromMilliseconds(100);

    public static QueryEvidence Queries(params StatementEvidence[] statements) => new()
    {
        ObservedAt = At,
        MaxAge = MaxAge,
        Statements = statements,
        Commands = statements.Sum(static statement => statement.Calls),
        Uptime = TimeSpan.FromDays(2),
    };

    /// <summary>A statement whose calls, all of them sampled, took so long, in milliseconds.</summary>
    public static StatementEvidence Statement(string fingerprint, params (int Count, double Milliseconds)[] latencies)
    {
        var latency = CoarseLatencyDistribution.FromSamples(QueryLimit, latencies.SelectMany(static part => Times(part.Count, part.Milliseconds)));
        return new StatementEvidence
        {
            Fingerprint = fingerprint,
            Text = $"select * from {fingerprint} where id = ?",
            Routes = [$"GET /{fingerprint}"],
            Calls = latency.Count,
            CallsLastDay = latency.Count,
            Latency = latency,
            TotalTime = latency.Sum,
            FirstSeen = At.AddDays(-1),
        };
    }

    /// <summary>A route whose requests made so many round trips each.</summary>
    public static RouteQueryEvidence RouteQueries(string route, params (int Requests, long RoundTrips)[] parts)
    {
        var trips = CountDistribution.FromSamples(parts.SelectMany(static part => Enumerable.Repeat(part.RoundTrips, part.Requests)));
        return new RouteQueryEvidence
        {
            Route = route,
            Requests = trips.Count,
            RoundTrips = trips,
            StatementsPerRequest = trips.Count == 0 ? 0 : (double)trips.Sum / trips.Count,
            SampledRequests = trips.Count,
            TotalTime = TimeSpan.FromMilliseconds(trips.Sum),
        };
    }

    public static QueryPlanEvidence Plans(params QueryPlan[] plans) => new() { ObservedAt = At, MaxAge = MaxAge, Plans = plans };

    public static QueryPlan Plan(StatementEvidence statement, params SequentialScanEvidence[] scans) => new()
    {
        Fingerprint = statement.Fingerprint,
        Text = statement.Text,
        Routes = statement.Routes,
        Calls = statement.Calls,
        PlanHash = "p1",
        SequentialScans = scans,
    };

    public static QueryLedgerEvidence Ledger(params QueryLedgerEntry[] entries) =>
        new() { ObservedAt = At, MaxAge = MaxAge, Ledger = new QueryLedger { ReleasedAt = At.AddDays(-1), Queries = entries } };

    public static CatalogEvidence Catalog(params DatabaseCatalog[] databases) => new() { ObservedAt = At, MaxAge = MaxAge, Databases = databases };

    public static DatabaseCatalog Database(string name = "shop") => new() { Database = name, Tables = 12, ForeignKeys = 9, IndexesLookedAt = 20 };

    public static DatabaseServerEvidence Servers(params DatabaseServer[] servers) => new() { ObservedAt = At, MaxAge = MaxAge, Servers = servers };

    /// <summary>A server that is set up as the checklist asks, with 4 cores.</summary>
    public static DatabaseServer Server(string dataSource = "shop") => new()
    {
        DataSource = dataSource,
        Database = dataSource,
        Version = "18.4",
        StatementTimeout = TimeSpan.FromSeconds(5),
        CommandTimeout = TimeSpan.FromSeconds(30),
        LogMinDurationStatement = TimeSpan.FromMilliseconds(100),
        MaxConnections = 100,
        ReservedConnections = 3,
        CpuCores = 4,
    };

    /// <summary>Pools under the load of the checklist's example: 500 requests/s that query for 15 ms and hold a connection for 20 ms.</summary>
    public static PoolEvidence Pools(params ConnectionPool[] pools) => new()
    {
        ObservedAt = At,
        MaxAge = MaxAge,
        Pools = pools,
        PoolsCreated = pools.Length,
        PeakRequestsPerSecond = 500,
        QueryTimePerRequest = TimeSpan.FromMilliseconds(15),
        CustodyPerRequest = TimeSpan.FromMilliseconds(20),
        Uptime = TimeSpan.FromMinutes(10),
    };

    /// <summary>A pool that is set up as the checklist asks and has served 5,000 opens with 10 connections.</summary>
    public static ConnectionPool Pool(string name = "shop") => new()
    {
        Name = name,
        Server = "server 1",
        MaximumSize = 10,
        MaximumSizeExplicit = true,
        AcquireTimeout = TimeSpan.FromSeconds(15),
        CommandTimeout = TimeSpan.FromSeconds(30),
        ConnectionLifetime = TimeSpan.FromMinutes(25),
        ConnectionLifetimeExplicit = true,
        ConnectionIdleLifetime = TimeSpan.FromMinutes(5),
        LogicalOpens = 5_000,
        PhysicalOpens = 10,
        CustodyProved = true,
    };

    public static CustodyEvidence Custody() => new() { ObservedAt = At, MaxAge = MaxAge, Opens = 5_000, RequestsCallingOut = 400 };

    public static CodeScanEvidence CodeScan(params CodeScanRule[] rules) => new() { ObservedAt = At, MaxAge = MaxAge, Rules = rules, Assemblies = ["Shop"] };

    public static CodeScanRule CodeRule(string check, params CodeSite[] flagged) => new() { Check = check, Sites = 7, Flagged = flagged };

    public static MetricsCollectionEvidence Metrics(params MetricFamily[] families) => new() { ObservedAt = At, MaxAge = MaxAge, Families = families, ExporterRegistered = true };

    /// <summary>A family that was collected four times in 45 s.</summary>
    public static MetricFamily Family(string name) => new() { Name = name, Series = 2, Collections = 4, CollectionSpan = TimeSpan.FromSeconds(45) };

    /// <summary>A process that has no database, proved.</summary>
    public static InventoryEvidence InventoryWithoutDatabase() => Inventory() with { DatabaseDrivers = [], DataSources = [] };
}
