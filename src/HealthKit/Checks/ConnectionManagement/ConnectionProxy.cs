using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    public static readonly Check ConnectionProxy = new()
    {
        Id = "4.10",
        Section = Section.ConnectionManagement,
        Title = "On a serverless platform, a proxy stands between the instances and the database",
        Threshold = "proxy configured",
        Severity = Severity.High,
        Remedy = "Point the connection string at a proxy, such as RDS Proxy or PgBouncer in transaction mode, so that new instances do not each open connections of their own.",
        Attestable = true,
        AppliesTo = Absences.Serverless,
        Judge = Judge.FromBoth<InventoryEvidence, DatabaseServerEvidence, PoolEvidence>(static (inventory, servers, pools, _) => inventory.ServerlessPlatform is { } platform
            ? Findings.Worst(VerdictSource.Inspected, "database servers", [.. servers.Servers.Select(server => Proxy(server, platform, pools)), .. Finding.BlindDataSources(pools)])
            : Verdict.Blind("The platform cannot be read from the environment, so whether it is serverless is not known.")),
    };

    private static Finding Proxy(DatabaseServer server, string platform, PoolEvidence? pools) => server switch
    {
        { Proxy: { } proxy } => Finding.Pass(server.DataSource, $"behind a proxy ({proxy}) on {platform}"),
        _ when pools?.Pools.FirstOrDefault(pool => pool.Name == server.DataSource)?.ExternalPool is { } external => Finding.Pass(server.DataSource, $"behind an external pool ({external}) on {platform}"),
        { Unreadable: { } reason } => Finding.Blind(server.DataSource, reason),
        _ => Finding.Fail(server.DataSource, $"no sign of a proxy, on {platform}").AsNotFound(),
    };
}
