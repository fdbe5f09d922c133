using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    public static readonly Check StatementTimeout = new()
    {
        Id = "2.5",
        Section = Section.Database,
        Title = "The database ends statements of the service that run too long",
        Threshold = "statement_timeout set",
        Severity = Severity.High,
        Remedy = """
            Set it for the role that the service signs in as, which also holds behind a pooler; connections opened from then on have it:
                ALTER ROLE app SET statement_timeout = '5s';
            """,
        AppliesTo = Absences.Database,
        Judge = Judge.From<DatabaseServerEvidence, PoolEvidence>(static (servers, pools, _) => Findings.Worst(
            VerdictSource.Inspected,
            "database servers",
            [.. servers.Servers.Select(EffectiveStatementTimeout), .. Finding.BlindDataSources(pools)])),
    };

    private static Finding EffectiveStatementTimeout(DatabaseServer server) => server switch
    {
        { Unreadable: { } reason } => Finding.Blind(server.DataSource, reason),
        { StatementTimeout: null } => Finding.Blind(server.DataSource, "statement_timeout cannot be read"),
        { StatementTimeout.Ticks: > 0 } => Finding.Pass(server.DataSource, $"statement_timeout {Units.Duration(server.StatementTimeout.Value)}"),
        { CommandTimeout.Ticks: > 0 } => Finding.Warn(server.DataSource, $"no statement_timeout; only the client gives up, after {Units.Duration(server.CommandTimeout.Value)}{(server.CommandTimeoutOwner is { } owner ? $" (CommandTimeout of {owner})" : "")}"),
        { CommandTimeout: null } => Finding.Warn(server.DataSource, "no statement_timeout; whether the client gives up is not known"),
        { CommandTimeoutOwner: { } owner } => Finding.Fail(server.DataSource, $"neither statement_timeout nor a CommandTimeout of {owner}: its statements may run for ever"),
        _ => Finding.Fail(server.DataSource, "neither statement_timeout nor Command Timeout: a statement may run for ever"),
    };
}
