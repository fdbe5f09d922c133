using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static readonly Check QueryPlanReviews = new()
    {
        Id = "2.7",
        Section = Section.Database,
        Title = "The plan of every query used more than 1,000 times a day was reviewed",
        Threshold = "documented",
        Severity = Severity.Medium,
        Remedy = "Save what /health/audit/queries answers as healthkit.queries.json in the content root: every statement with its plan. Review the plan of each statement named above (EXPLAIN ANALYZE), sign its entry with \"reviewer\" and \"reviewedOn\", and commit the file.",
        Attestable = true,
        Limit = new CheckLimit { Default = 1_000, Unit = LimitUnit.Count, Minimum = 1, Maximum = 1_000_000 },
        AppliesTo = Absences.Database,
        Clears = ["9.1"],
        Judge = Judge.FromBoth<QueryEvidence, QueryLedgerEvidence, QueryPlanEvidence>(static (queries, ledger, plans, limits) =>
        {
            var busy = queries.Statements.Where(statement => statement.IsPlannable && statement.CallsLastDay > limits.Limit).OrderByDescending(static statement => statement.CallsLastDay);
            return Findings.Worst(
                VerdictSource.Measured,
                "statements",
                [.. busy.Select(statement => PlanReview(statement, ledger.Ledger, plans)), .. RareStatements(queries, (long)limits.Limit), .. Finding.Blind(queries.BlindSpots)],
                queries.Commands);
        }),
    };

    private static Finding PlanReview(StatementEvidence statement, QueryLedger ledger, QueryPlanEvidence? plans)
    {
        var name = StatementNames.Of(statement);
        var calls = $"{Units.Count(statement.CallsLastDay, "call")} in the last 24 h";
        var reviews = ledger.ReviewsOf(statement.Fingerprint).ToList();
        var plan = plans?.Plans.FirstOrDefault(plan => plan.Fingerprint == statement.Fingerprint)?.PlanHash;
        return reviews.Count == 0 ? Finding.Fail(name, $"{calls}, no review").AsNotFound()
            : plan is null ? Finding.Blind(name, $"{calls}, reviewed; its plan of today was not captured, so whether the review still holds is not known")
            : reviews.Find(review => review.PlanHash == plan) is { } review ? Finding.Pass(name, FormattableString.Invariant($"{calls}, reviewed by {review.Reviewer} on {review.ReviewedOn:yyyy-MM-dd}"))
            : Finding.Warn(name, $"{calls}, its plan has changed since the review");
    }

    private static IEnumerable<Finding> RareStatements(QueryEvidence queries, long limit)
    {
        if (queries.OverflowCommands > limit)
        {
            yield return Finding.Blind("", $"{Units.Count(queries.OverflowCommands, "command")} found no slot of their own, so a busy statement may be among them");
        }

        if (queries.Statements.Any(statement => statement.IsPlannable && statement.CallsLastDay > limit))
        {
            yield break;
        }

        yield return queries.Uptime >= Day && queries.Statements.Count > 0
            ? Finding.Pass("", $"none of {Units.Count(queries.Statements.Count, "statement")} ran more than {Units.Number(limit)} times in the last 24 h")
            : Finding.TooFew("", $"none of {Units.Count(queries.Statements.Count, "statement")} has run more than {Units.Number(limit)} times in {Units.Duration(queries.Uptime)}; a day is needed to call them rare");
    }
}
