using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    public static readonly Check ConnectionPooling = new()
    {
        Id = "4.1",
        Section = Section.ConnectionManagement,
        Title = "Connections come from a pool",
        Threshold = "pool exists",
        Severity = Severity.Critical,
        Remedy = """
            Register one data source for the whole process (package Npgsql.DependencyInjection), take connections from it alone, and remove Pooling=false from the connection string:
                builder.Services.AddNpgsqlDataSource(connectionString);
            """,
        AppliesTo = Absences.Database,
        Judge = Judge.From<PoolEvidence>(static (pools, _) => Findings.Worst(
            VerdictSource.Measured,
            "connection pools",
            [.. pools.Pools.SelectMany(pool => PoolUse.Judge(pool, pools)), .. PoolUse.JudgeAll(pools), .. Finding.Blind(pools.BlindSpots)],
            PoolUse.LogicalOpens(pools))),
    };
}
