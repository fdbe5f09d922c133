using HealthKit.Evidence;

namespace HealthKit.Checks;

/// <summary>A duration in a pool's connection string, held against a limit: what 4.3, 4.4 and 4.5 share.</summary>
/// <param name="Key">The key in the connection string.</param>
/// <param name="Value">Its value; zero means for ever.</param>
/// <param name="IsExplicit">Whether the connection string sets it.</param>
/// <param name="MayEqual">Whether the limit itself is allowed.</param>
internal sealed record PoolSetting(string Key, Func<ConnectionPool, TimeSpan> Value, Func<ConnectionPool, bool> IsExplicit, bool MayEqual)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    public Verdict Judge(PoolEvidence evidence, IEnumerable<ConnectionPool> pools, Limits limits) => Findings.Worst(
        VerdictSource.Inspected,
        "connection pools",
        [.. pools.Select(pool => Judge(pool, TimeSpan.FromSeconds(limits.Limit))).OrderByDescending(static finding => finding.Outcome), .. Finding.Blind(evidence.BlindSpots)]);

    private Finding Judge(ConnectionPool pool, TimeSpan limit)
    {
        var value = Value(pool);
        var seen = $"{Key} {(value <= TimeSpan.Zero ? "unlimited" : Units.Duration(value))}{(IsExplicit(pool) ? "" : " by default")} (limit {(MayEqual ? "" : "under ")}{Units.Duration(limit)})";
        return value >= Shortest && (value < limit || (MayEqual && value == limit)) ? Finding.Pass(pool.Name, seen) : Finding.Fail(pool.Name, seen);
    }
}
