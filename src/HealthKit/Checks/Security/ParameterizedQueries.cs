using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    private const long CommandsThatShow = 1_000;
    private const int TaintThatProves = 10;
    private const int VariantsThatSuggest = 8;
    internal const double UnresolvedShare = 0.05;

    public static readonly Check ParameterizedQueries = new()
    {
        Id = "6.5",
        Section = Section.Security,
        Title = "Queries take values as parameters, never as text",
        Threshold = "0 string-concatenated queries",
        Severity = Severity.Critical,
        Remedy = """
            Pass each value as a parameter, in Entity Framework by FromSql($"… WHERE name = {name}") instead of FromSqlRaw, else as one of the command's:
                new NpgsqlCommand("SELECT … WHERE name = $1", connection) { Parameters = { new() { Value = name } } }
            """,
        AppliesTo = Absences.Database,
        Judge = Judge.FromEither<QueryEvidence, CodeScanEvidence>(static (queries, scan, _) =>
        {
            var rule = scan?.Rules.FirstOrDefault(static rule => rule.Check == "6.5");
            var statements = queries?.Statements ?? [];
            var tainted = statements.Where(static statement => statement.TaintedValues >= TaintThatProves).OrderByDescending(static statement => statement.TaintedValues).ToList();
            var suspects = statements.Where(static statement => statement is { LiteralVariants: >= VariantsThatSuggest, Generated: false } && statement.TaintedValues < TaintThatProves).OrderByDescending(static statement => statement.LiteralVariants).ToList();
            var sampled = statements.Sum(static statement => statement.TextsExamined);
            var observed = $"{Units.Count(tainted.Count, "statement")} with request values in the text and {suspects.Count} suspect, in {Units.Count(sampled, "examined command")}{(rule is null ? "" : $"; {rule.Flagged.Count} of {Units.Count(rule.Sites, "site")} flagged, {rule.Unresolved.Count} unresolved, {rule.Accepted.Count} accepted{ScannedCode.Accepted(rule)}")}.";
            List<Offender> Offenders() => [.. tainted.Select(Concatenated), .. ScannedCode.Offenders(rule?.Flagged), .. suspects.Select(Concatenated), .. ScannedCode.Offenders(rule?.Unresolved)];
            return tainted.Count > 0 ? Verdict.Fail(VerdictSource.Measured, observed, Offenders(), sampled)
                : rule?.Flagged.Count > 0 ? Verdict.Fail(VerdictSource.Built, observed, Offenders(), rule.Sites)
                : suspects.Count > 0 ? Verdict.Warn(VerdictSource.Measured, observed, Offenders(), sampled)
                : rule is { Sites: > 0 } && rule.Unresolved.Count > UnresolvedShare * rule.Sites ? Verdict.Warn(VerdictSource.Built, observed, Offenders(), rule.Sites)
                : queries is null ? Verdict.Blind($"No commands were seen. {EvidenceKinds.Cure(typeof(QueryEvidence))}", observed)
                : ScannedCode.Obstacle(scan, rule) is { } reason ? Verdict.Blind(reason, observed)
                : Blindness.Of(queries.BlindSpots, observed) is { } blind ? blind
                : queries.OverflowCommands > UnresolvedShare * queries.Commands ? Verdict.Blind($"{Units.Count(queries.OverflowCommands, "command")} of {Units.Number(queries.Commands)} found no slot of their own: too many different statements.", observed)
                : sampled < CommandsThatShow ? Verdict.TooFew(VerdictSource.Measured, observed, $"{Units.Count(CommandsThatShow - sampled, "more examined command")} needed.", sampled)
                : Verdict.Pass(VerdictSource.Measured, observed, sampled);
        }),
    };

    private static Offender Concatenated(StatementEvidence statement) => new(
        StatementNames.Of(statement.LiteralRoutes.Count == 0 ? statement : statement with { Routes = statement.LiteralRoutes }),
        statement.TaintedValues >= TaintThatProves
            ? $"{Units.Count(statement.TaintedValues, "value")} of requests stood inside its text"
            : $"{Units.Count(statement.LiteralVariants, "variant")} with other string literals");
}
