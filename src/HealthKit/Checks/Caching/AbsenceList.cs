using HealthKit.Evidence;

namespace HealthKit.Checks;

/// <summary>
/// Tells a list whose absent keys are the answer (revoked tokens, blocked users) from a cache that asks a slower store about what it misses:
/// nothing is ever stored after a miss, and often enough nothing is asked.
/// </summary>
internal static class AbsenceList
{
    private const long MissesNeeded = 20;
    private const double ShareNeeded = 0.1;

    /// <summary>Whether misses under the prefix are shown to cost nothing by themselves.</summary>
    /// <param name="prefix">The prefix.</param>
    /// <param name="seesCosts">Whether commands and calls of requests are all seen.</param>
    public static bool Is(CachePrefix prefix, bool seesCosts) =>
        seesCosts && !prefix.IsShared && MayBe(prefix) && prefix.MissesWithoutCost >= MissesNeeded && prefix.MissesWithoutCost >= ShareNeeded * prefix.Misses;

    /// <summary>Whether it may be such a list: nothing was ever stored after a miss.</summary>
    public static bool MayBe(CachePrefix prefix) => prefix.Fills == 0;

    /// <summary>Whether whatever a miss may cost is seen: a database only through HealthKit.Npgsql, a cache server only through a cache interface.</summary>
    public static bool SeesCosts(CacheEvidence caches, InventoryEvidence? inventory, QueryEvidence? queries) =>
        inventory is { UnseenDrivers.Count: 0, OutboundCalls: not null }
        && (queries is { BlindSpots.Count: 0 } || inventory is { DatabaseDrivers.Count: 0, DataSources.Count: 0 })
        && caches is { ServerOnly.Count: 0, BlindSpots.Count: 0 };
}
