using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    public static readonly Check PoolSize = new()
    {
        Id = "4.2",
        Section = Section.ConnectionManagement,
        Title = "The pool's size follows from its load and the database's cores",
        Threshold = "pool_size ~ DB_CPU_cores x 2",
        Severity = Severity.High,
        Remedy = "Set Maximum Pool Size in the connection string to the target named above.",
        Limit = new CheckLimit { Default = 2, Unit = LimitUnit.Count, Minimum = 1.25, Maximum = 10 },
        AppliesTo = Absences.Database,
        Judge = Judge.From<PoolEvidence, DatabaseServerEvidence>(static (pools, servers, limits) =>
        {
            var groups = pools.Pools.Where(static pool => pool.Pooling).GroupBy(static pool => pool.Server).ToList();
            return Findings.Worst(
                VerdictSource.Measured,
                "connection pools",
                [
                    .. groups.Select(group => PoolSizing.Of([.. group], servers, pools, isOnlyServer: groups.Count == 1).Judge(limits.Limit)),
                    .. pools.Pools.Where(static pool => !pool.Pooling).Select(static pool => Finding.Blind(pool.Name, pool.ExternalPool is null ? "Pooling=false: nothing in this process bounds its connections" : $"Pooling=false behind an external pool ({pool.ExternalPool}), whose size cannot be seen from here")),
                    .. Finding.Blind(pools.BlindSpots),
                ]);
        }),
    };
}
