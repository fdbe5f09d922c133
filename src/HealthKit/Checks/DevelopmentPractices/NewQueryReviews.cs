using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    private const long CommandsThatShowQueries = 1_000;

    public static readonly Check NewQueryReviews = new()
    {
        Id = "9.1",
        Section = Section.DevelopmentPractices,
        Title = "Every query that came with this release has a reviewed plan",
        Threshold = "PR review requirement",
        Severity = Severity.Medium,
        Attestable = true,
        Remedy = "Save what /health/audit/queries answers as healthkit.queries.json in the content root: the entries that it had, and a proposal for each statement named above. Review their plans (EXPLAIN ANALYZE), sign each entry with \"reviewer\" and \"reviewedOn\", and commit the file.",
        Clears = ["2.7"],
        AppliesTo = Absences.Database,
        Judge = Judge.FromBoth<QueryEvidence, QueryLedgerEvidence, QueryPlanEvidence>(static (queries, committed, plans, limits) =>
        {
            var ledger = committed.Ledger;
            var reviews = ledger.Queries
                .Where(entry => entry.IsReviewed && entry.ReviewedOn <= DateOnly.FromDateTime(limits.AsOf.UtcDateTime).AddDays(1))
                .ToLookup(static entry => entry.Fingerprint, static entry => entry.PlanHash);
            var plan = (plans?.Plans ?? []).Where(static plan => plan.PlanHash is not null).ToLookup(static plan => plan.Fingerprint, static plan => plan.PlanHash!);
            var fresh = queries.Statements.Where(statement => statement.IsPlannable && statement.FirstSeen > ledger.ReleasedAt && !ledger.Knows(statement.Fingerprint)).ToList();
            var unreviewed = fresh
                .Where(statement => !reviews.Contains(statement.Fingerprint) || !plan[statement.Fingerprint].All(hash => reviews[statement.Fingerprint].Contains(hash)))
                .OrderByDescending(static statement => statement.Calls)
                .ToList();
            var observed = $"{fresh.Count - unreviewed.Count} of {Units.Count(fresh.Count, "statement")} first seen after the release stamp have a review; {Units.Count(queries.Statements.Count, "statement")} in {Units.Count(queries.Commands, "command")} seen.";
            return ledger.ReleasedAt > limits.AsOf ? Verdict.Blind("The ledger's release stamp lies in the future, so no statement would count as new. Correct its releasedAt.", observed)
                : unreviewed.Count > 0 ? Verdict.Warn(VerdictSource.Built, observed, unreviewed.ConvertAll(statement => new Offender(
                    StatementNames.Of(statement),
                    $"{(reviews.Contains(statement.Fingerprint) ? "its plan changed after the review" : "no review")}, {Units.Count(statement.Calls, "call")}")), fresh.Count)
                : Blindness.Of(queries.BlindSpots, observed) is { } blind ? blind
                : queries.OverflowCommands > 0 ? Verdict.Blind($"{Units.Count(queries.OverflowCommands, "command")} found no slot of their own, so their statements are not known.", observed)
                : queries.Statements.Count == 0 || queries.Commands < CommandsThatShowQueries ? Verdict.TooFew(VerdictSource.Built, observed, $"{Units.Count(Math.Max(1, CommandsThatShowQueries - queries.Commands), "more command")} needed.", queries.Commands)
                : Verdict.Pass(VerdictSource.Built, observed, queries.Commands);
        }),
    };
}
