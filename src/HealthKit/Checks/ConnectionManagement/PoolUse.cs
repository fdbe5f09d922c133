using HealthKit.Evidence;

namespace HealthKit.Checks;

/// <summary>Whether opens are served from a pool: connections made at the server against opens by the service.</summary>
internal static class PoolUse
{
    private const long OpensNeeded = 1_000;
    private const double MadePerOpen = 0.01;

    // At a slower pace a pool closes what stays idle, and making connections anew is its duty.
    private static readonly TimeSpan Pace = TimeSpan.FromMinutes(10);

    public static long LogicalOpens(PoolEvidence pools) => pools.Pools.Sum(static pool => pool.LogicalOpens ?? 0);

    /// <summary>One pool; nothing where it has too few opens of its own and only counts among all.</summary>
    public static IEnumerable<Finding> Judge(ConnectionPool pool, PoolEvidence pools) => pool switch
    {
        { Pooling: false, ExternalPool: { } external } => [Finding.Pass(pool.Name, $"Pooling=false behind an external pool ({external})")],
        { Pooling: false } => [Finding.Fail(pool.Name, "Pooling=false: every open makes a connection")],
        { LogicalOpens: null } when MadeForRequests(pools) is { } made => [Finding.Pass(pool.Name, $"{Units.Count(made, "connection")} made beyond the pools' size for {Units.Count(pools.QueryingRequests, "request that queries", "requests that query")}, each of which opens one (limit under 1 per 100)")],
        { LogicalOpens: null } or { PhysicalOpens: null } => [Finding.Blind(pool.Name, "its opens cannot be seen; 4.6 says what would show them")],
        { LogicalOpens: < OpensNeeded } => [],
        _ => [Ratio(pool.Name, pool.PhysicalOpens.Value, pool.LogicalOpens.Value, pools.Uptime)],
    };

    /// <summary>All pools together: enough opens, few connections made, and not a pool for each of them.</summary>
    public static IEnumerable<Finding> JudgeAll(PoolEvidence pools)
    {
        var driver = pools.Pools.Where(static pool => pool.Pooling).ToList();
        if (driver.TrueForAll(static pool => pool.LogicalOpens is null))
        {
            return [];
        }

        var opens = driver.Sum(static pool => pool.LogicalOpens ?? 0);
        return Math.Max(opens, pools.PoolsCreated) >= OpensNeeded && pools.PoolsCreated >= opens / 2 ? [Finding.Fail("", $"{Units.Count(pools.PoolsCreated, "pool")} were created for {Units.Count(opens, "open")}")]
            : opens < OpensNeeded ? [Finding.TooFew("", $"{Units.Count(opens, "open")} so far, {Units.Number(OpensNeeded)} are needed")]
            // One pool with enough opens has said so itself.
            : driver is [{ LogicalOpens: >= OpensNeeded }] ? []
            : [Ratio("", driver.Sum(static pool => pool.PhysicalOpens ?? 0), opens, pools.Uptime)];
    }

    // Where opens cannot be seen, requests still bound them from below: those of all pools together, and a pool for each request is no pool.
    private static long? MadeForRequests(PoolEvidence pools)
    {
        var driver = pools.Pools.Where(static pool => pool.Pooling).ToList();
        var made = driver.Sum(static pool => pool.PhysicalOpens ?? 0);
        return pools.QueryingRequests >= OpensNeeded
            && driver.TrueForAll(static pool => pool.PhysicalOpens is not null)
            && made + pools.PoolsCreated < MadePerOpen * pools.QueryingRequests ? made : null;
    }

    private static Finding Ratio(string subject, long made, long opens, TimeSpan uptime)
    {
        var seen = $"{Units.Count(made, "connection")} made beyond the pool's size for {Units.Count(opens, "open")}, {Units.Number(100.0 * made / opens)} per 100 (limit under 1)";
        return made < MadePerOpen * opens ? Finding.Pass(subject, seen)
            : opens * Pace.TotalSeconds >= OpensNeeded * Math.Max(uptime.TotalSeconds, Pace.TotalSeconds) && subject.Length > 0 ? Finding.Fail(subject, seen)
            : Finding.TooFew(subject, $"{seen}; only {Units.Number(OpensNeeded)} opens within {Units.Duration(Pace)} tell reuse from closing what is idle");
    }
}
