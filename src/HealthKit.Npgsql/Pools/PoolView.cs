using HealthKit.Evidence;
using HealthKit.Npgsql.Databases;

namespace HealthKit.Npgsql.Pools;

/// <summary>Brings together what is configured and what the driver reports.</summary>
/// <param name="Pools">The pools with their settings.</param>
/// <param name="BlindSpots">The pools whose settings cannot be read.</param>
/// <param name="Used">The names of the pools that were used.</param>
internal sealed record PoolView(IReadOnlyList<ConnectionPool> Pools, IReadOnlyList<BlindSpot> BlindSpots, IReadOnlySet<string> Used)
{
    private const int LongestName = 60;

    /// <summary>Makes the view.</summary>
    public static PoolView Of(IReadOnlyList<Database> databases, IReadOnlyList<PoolSignals> reported, PoolTable table, KnownProxies proxies)
    {
        var named = reported.Where(static pool => pool.Settings is null).ToList();
        var pools = new List<ConnectionPool>();
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var database in databases)
        {
            var own = Own(database);
            var sharing = databases.Count(other => other.PoolName is not null && other.PoolName == database.PoolName);
            pools.Add(Describe(database, own, table.LogicalOpens(database.Settings.Key), Math.Max(1, sharing)) with
            {
                CustodyProved = !database.Settings.Multiplexing && table.IsProved(database),
                ExternalPool = proxies.Of(database),
            });
            if (own.Length > 0)
            {
                used.Add(database.Name);
            }
        }

        // A string may be written in several ways, and has a pool for each.
        PoolSignals[] Own(Database database) => reported.Where(pool => pool.Settings?.Key == database.Settings.Key).ToArray() is { Length: > 0 } unnamed ? unnamed
            : TakeNamed(named, database, databases) is { } only ? [only]
            : [];

        return new PoolView(pools, [.. named.Select(static (pool, i) => new BlindSpot(
            NameOf(pool.Name, i + 1),
            "Its NpgsqlDataSourceBuilder has a Name, which the driver reports in the place of the settings: they cannot be read.",
            "Call UseHealthKit() on its builder: services.AddNpgsqlDataSource(connectionString, builder => builder.UseHealthKit()), or new NpgsqlDataSourceBuilder(connectionString) { Name = … }.UseHealthKit().Build()."))], used);
    }

    // A name is shown when it is one: who puts a connection string there has no wish to read it in a report.
    private static string NameOf(string name, int number) => name.Length is > 0 and <= LongestName && !name.AsSpan().ContainsAny("=;@/\\") ? $"named pool {name}" : $"named pool {number}";

    // A named data source shows where it connects to, not what it is: it is taken for the only one that fits.
    private static PoolSignals? TakeNamed(List<PoolSignals> named, Database database, IReadOnlyList<Database> databases)
    {
        if (named.Find(pool => pool.Name == database.PoolName) is { } known)
        {
            named.Remove(known);
            return known;
        }

        bool Fits(PoolSignals pool, Database candidate) => pool.Server is { } server && server.Host == candidate.Settings.Host && server.Port == candidate.Settings.Port;
        var fitting = named.Where(pool => Fits(pool, database)).ToArray();
        if (fitting is not [var only] || databases.Count(other => Fits(only, other)) != 1)
        {
            return null;
        }

        named.Remove(only);
        return only;
    }

    // The pools that a data source with a name of its own has for each of several servers share the name.
    private static ConnectionPool Describe(Database database, PoolSignals[] seen, long? logicalOpens, int sharing)
    {
        var pool = database.Settings.ToPool(database.Name);
        pool = pool with
        {
            CommandTimeout = database.CommandTimeout,
            CommandTimeoutExplicit = pool.CommandTimeoutExplicit || database.IsOverridden,
            CommandTimeoutOverrides = database.Overrides,
        };

        if (seen.Length == 0)
        {
            // What the driver does not report has never been used: it is made with its first connection, and ours to know.
            return database.Source is null ? pool : pool with { Idle = 0, Used = 0, LogicalOpens = logicalOpens ?? 0, PhysicalOpens = 0 };
        }

        return pool with
        {
            Pools = Math.Max(1, seen.Sum(static pool => pool.Pools) / sharing),
            Idle = seen.Sum(static pool => pool.Idle),
            Used = seen.Sum(static pool => pool.InUse),
            PeakUsed = seen.Sum(static pool => pool.PeakUsed),
            Waits = seen.Sum(static pool => pool.Waits),
            AcquireTimeouts = seen.Sum(static pool => pool.Timeouts),
            WaitTime = LatencyDistribution.Merge(seen.Select(static pool => pool.WaitTime)),
            LogicalOpens = logicalOpens,
            PhysicalOpens = pool.Pooling ? seen.Sum(static pool => pool.PhysicalOpens) : null,
        };
    }
}
