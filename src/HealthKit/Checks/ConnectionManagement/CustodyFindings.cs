using HealthKit.Evidence;

namespace HealthKit.Checks;

/// <summary>What 4.8 and 4.9 share: how much custody was followed, and which data sources it could not follow.</summary>
internal static class CustodyFindings
{
    /// <summary>Opens without a leak.</summary>
    public static IEnumerable<Finding> Released(CustodyEvidence custody, long opensNeeded) =>
        // Where none was followed because none can be, more opens would not tell.
        custody is { Opens: 0, ClosedLate: 0, BlindSpots.Count: > 0 } ? [] :
    [
        custody.ClosedLate > 0 ? Finding.Warn("", $"{Units.Count(custody.ClosedLate, "connection")} of {Units.Number(custody.Opens)} closed only more than 5 s after their request had ended, in the last 24 h")
            : custody.Opens < opensNeeded ? Finding.TooFew("", $"{Units.Count(custody.Opens, "open")} so far, {Units.Number(opensNeeded)} are needed")
            : Finding.Pass("", $"none of {Units.Count(custody.Opens, "connection")} was left open"),
    ];

    /// <summary>Data sources whose connections cannot be followed, or are not proved to be.</summary>
    public static IEnumerable<Finding> Untracked(CustodyEvidence custody, PoolEvidence? pools) =>
    [
        .. Finding.Blind(custody.BlindSpots),
        .. Finding.BlindDataSources(pools),
        .. pools?.Pools.Where(pool => IsUnproved(pool, custody)).Select(Unproved) ?? [],
    ];

    /// <summary>True when nothing has shown yet whether a pool's connections can be followed; a blind spot says more.</summary>
    public static bool IsUnproved(ConnectionPool pool, CustodyEvidence custody) => !pool.CustodyProved && custody.BlindSpots.All(spot => spot.Subject != pool.Name);

    public static Finding Unproved(ConnectionPool pool) => Finding.Blind(pool.Name, "no self-test has proved yet that its opens and closes are followed");
}
