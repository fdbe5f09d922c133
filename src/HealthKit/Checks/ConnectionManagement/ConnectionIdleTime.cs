using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    private static readonly PoolSetting ConnectionIdleTimeSetting = new("Connection Idle Lifetime", static pool => pool.ConnectionIdleLifetime, static pool => pool.ConnectionIdleLifetimeExplicit, MayEqual: false);

    public static readonly Check ConnectionIdleTime = new()
    {
        Id = "4.5",
        Section = Section.ConnectionManagement,
        Title = "No pooled connection stays idle for 10 minutes",
        Threshold = "< 10 min",
        Severity = Severity.Low,
        Remedy = "Set it in the connection string: Connection Idle Lifetime=300",
        Limit = new CheckLimit { Default = 600, Unit = LimitUnit.Seconds, Minimum = 2, Maximum = 86_400 },
        AppliesTo = Absences.Database,
        Judge = Judge.From<PoolEvidence>(static (pools, limits) => ConnectionIdleTimeSetting.Judge(pools, pools.Pools, limits)),
    };
}
