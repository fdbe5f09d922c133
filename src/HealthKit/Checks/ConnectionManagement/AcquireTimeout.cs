using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    private static readonly PoolSetting AcquireTimeoutSetting = new("Timeout", static pool => pool.AcquireTimeout, static pool => pool.AcquireTimeoutExplicit, MayEqual: true);

    public static readonly Check AcquireTimeout = new()
    {
        Id = "4.3",
        Section = Section.ConnectionManagement,
        Title = "Waiting for a connection ends within 30 s",
        Threshold = "<= 30 s",
        Severity = Severity.High,
        Remedy = "Set it in the connection string: Timeout=15",
        Limit = new CheckLimit { Default = 30, Unit = LimitUnit.Seconds, Minimum = 1, Maximum = 300 },
        AppliesTo = Absences.Database,
        Judge = Judge.From<PoolEvidence>(static (pools, limits) => AcquireTimeoutSetting.Judge(pools, pools.Pools, limits)),
    };
}
