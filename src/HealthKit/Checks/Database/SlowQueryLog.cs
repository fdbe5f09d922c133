using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    public static readonly Check SlowQueryLog = new()
    {
        Id = "2.6",
        Section = Section.Database,
        Title = "The database logs every statement slower than 100 ms",
        Threshold = "log_min_duration_statement <= 100 ms",
        Severity = Severity.Medium,
        Remedy = """
            Switch the slow query log on, as a superuser and one statement after the other; on a managed server set it in the parameter group:
                ALTER SYSTEM SET log_min_duration_statement = '100ms';
                SELECT pg_reload_conf();
            """,
        Limit = new CheckLimit { Default = 100, Unit = LimitUnit.Milliseconds, Minimum = 1, Maximum = 60_000 },
        AppliesTo = Absences.Database,
        Judge = Judge.From<DatabaseServerEvidence, PoolEvidence>(static (servers, pools, limits) => Findings.Worst(
            VerdictSource.Inspected,
            "database servers",
            [.. servers.Servers.Select(server => SlowQueryThreshold(server, TimeSpan.FromMilliseconds(limits.Limit))), .. Finding.BlindDataSources(pools)])),
    };

    private static Finding SlowQueryThreshold(DatabaseServer server, TimeSpan limit)
    {
        var threshold = server.LogMinDurationStatement is { } logged ? $"log_min_duration_statement {Units.Duration(logged)} (limit {Units.Duration(limit)})" : "";
        return server switch
        {
            { Unreadable: { } reason } => Finding.Blind(server.DataSource, reason),
            { LogMinDurationStatement: null } => Finding.Blind(server.DataSource, "log_min_duration_statement cannot be read"),
            { LogMinDurationStatement.Ticks: >= 0 } when server.LogMinDurationStatement <= limit => Finding.Pass(server.DataSource, threshold),
            { LogMinDurationStatement.Ticks: >= 0 } => Finding.Warn(server.DataSource, threshold),
            { AutoExplainMinDuration: { } explained } => Finding.Warn(server.DataSource, $"log_min_duration_statement is off; only auto_explain logs, from {Units.Duration(explained)} on"),
            { LogMinDurationSample: { } sampled } => Finding.Warn(server.DataSource, $"log_min_duration_statement is off; only a sample is logged, from {Units.Duration(sampled)} on"),
            _ => Finding.Fail(server.DataSource, "log_min_duration_statement is off"),
        };
    }
}
