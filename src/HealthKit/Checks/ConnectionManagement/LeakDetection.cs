using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    public static readonly Check LeakDetection = new()
    {
        Id = "4.6",
        Section = Section.ConnectionManagement,
        Title = "Leaked connections are detected on every data source",
        Threshold = "leak detection implemented",
        Severity = Severity.Medium,
        Remedy = "Build the data source with the host's logger factory, so that its opens and closes can be followed: dataSourceBuilder.UseLoggerFactory(loggerFactory).",
        AppliesTo = Absences.Database,
        Clears = ["4.8", "4.9"],
        Judge = Judge.FromBoth<PoolEvidence, CustodyEvidence>(static (pools, custody, _) => Findings.Worst(
            VerdictSource.Inspected,
            "data sources",
            [.. Finding.Blind(custody.BlindSpots), .. pools.Pools.Select(CustodyTracking), .. Finding.Blind(pools.BlindSpots)],
            custody.Opens)),
    };

    private static Finding CustodyTracking(ConnectionPool pool) => pool.CustodyProved
        ? Finding.Pass(pool.Name, "opens and closes are followed, proved by a self-test")
        : Finding.Blind(pool.Name, "no self-test has proved that its opens and closes are followed");
}
