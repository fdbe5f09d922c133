using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    private static readonly PoolSetting ConnectionLifetimeSetting = new("Connection Lifetime", static pool => pool.ConnectionLifetime, static pool => pool.ConnectionLifetimeExplicit, MayEqual: false);

    public static readonly Check ConnectionLifetime = new()
    {
        Id = "4.4",
        Section = Section.ConnectionManagement,
        Title = "No pooled connection lives for 30 minutes",
        Threshold = "< 30 min",
        Severity = Severity.Low,
        Remedy = "Set it in the connection string: Connection Lifetime=1500",
        Limit = new CheckLimit { Default = 1_800, Unit = LimitUnit.Seconds, Minimum = 2, Maximum = 86_400 },
        AppliesTo = Absences.Database,
        Judge = Judge.From<PoolEvidence>(static (pools, limits) =>
            pools is { Pools.Count: > 0, BlindSpots.Count: 0, Exempted: 0 } && pools.Pools.All(static pool => !pool.Pooling)
                ? Verdict.NotApplicable(VerdictSource.Inspected, "No data source pools (Pooling=false), so no connection outlives its use.")
                : ConnectionLifetimeSetting.Judge(pools, pools.Pools.Where(static pool => pool.Pooling), limits)),
    };
}
