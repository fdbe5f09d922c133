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
        Remedy = """
            Show the data source to HealthKit as it is built:
                builder.Services.AddNpgsqlDataSource(connectionString, source => source.UseHealthKit());
            or, where it is made without dependency injection, new NpgsqlDataSourceBuilder(connectionString).UseHealthKit().Build().
            """,
        AppliesTo = Absences.Database,
        Clears = ["4.8", "4.9"],
        Judge = Judge.FromBoth<PoolEvidence, CustodyEvidence>(static (pools, custody, _) => Findings.Worst(
            VerdictSource.Inspected,
            "data sources",
            [
                .. Finding.Blind(custody.BlindSpots),
                .. pools.Pools.Where(pool => CustodyFindings.IsUnproved(pool, custody)).Select(CustodyFindings.Unproved),
                .. pools.Pools.Where(static pool => pool.CustodyProved).Select(static pool => Finding.Pass(pool.Name, "opens and closes are followed, proved by a self-test")),
                .. Finding.Blind(pools.BlindSpots),
            ],
            custody.Opens)),
    };
}
