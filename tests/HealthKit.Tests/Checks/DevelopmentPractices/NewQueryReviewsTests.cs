using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.DevelopmentPractices;

public sealed class NewQueryReviewsTests
{
    private static readonly Check Check = Checklist.NewQueryReviews;

    private static readonly StatementEvidence New = Given.Statement("items", (1_000, 1)) with { FirstSeen = Given.At.AddHours(-1) };

    private static QueryLedgerEntry Review(string plan = "p1", string reviewer = "R. Stone") =>
        new() { Fingerprint = "items", Text = "select 1", PlanHash = plan, Reviewer = reviewer, ReviewedOn = new DateOnly(2026, 2, 1) };

    private static QueryLedgerEntry Seen(string fingerprint) => new() { Fingerprint = fingerprint, Text = "select 1", FirstSeen = Given.At.AddDays(-2) };

    [Fact]
    public void Warns_of_an_unreviewed_statement_and_passes_once_it_has_an_entry()
    {
        var red = Given.Decide(Check, Given.Queries(New), Given.Ledger());
        Assert.Equal((Outcome.Warn, Doubt.Refuted), (red.Outcome, red.Doubt));
        Assert.Equal("no review, 1,000 calls", Assert.Single(red.Offenders).Observed);
        Assert.Equal((Outcome.Pass, VerdictSource.Built), (Given.Decide(Check, Given.Queries(New), Given.Ledger(Review())).Outcome, Given.Decide(Check, Given.Queries(New), Given.Ledger(Review())).Source));
    }

    [Fact]
    public void Takes_only_statements_after_the_stamp_for_new() =>
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Queries(New with { FirstSeen = Given.At.AddDays(-1) }), Given.Ledger()).Outcome);

    [Fact]
    public void Takes_no_statement_for_new_that_the_ledger_saw_before_the_stamp()
    {
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Queries(New), Given.Ledger(Seen("items"))).Outcome);
        Assert.Equal(Outcome.Warn, Given.Decide(Check, Given.Queries(New), Given.Ledger(Seen("orders"))).Outcome);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Queries(New with { IsPlannable = false }), Given.Ledger()).Outcome);
    }

    [Fact]
    public void Does_not_believe_a_proposal_or_a_review_of_another_plan()
    {
        Assert.Equal(Outcome.Warn, Given.Decide(Check, Given.Queries(New), Given.Ledger(Review(reviewer: " "))).Outcome);
        Assert.Equal(Outcome.Warn, Given.Decide(Check, Given.Queries(New), Given.Ledger(Review() with { ReviewedOn = new DateOnly(2099, 1, 1) })).Outcome);
        var flipped = Given.Decide(Check, Given.Queries(New), Given.Ledger(Review("p0")), Given.Plans(Given.Plan(New)));
        Assert.Equal("its plan changed after the review, 1,000 calls", Assert.Single(flipped.Offenders).Observed);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Queries(New), Given.Ledger(Review()), Given.Plans(Given.Plan(New))).Outcome);
    }

    [Fact]
    public void Does_not_pass_a_stamp_in_the_future() =>
        Assert.Equal((Outcome.Unknown, Doubt.Blind), Given.Decide(Check, Given.Queries(New), Given.Ledger() with { Ledger = new QueryLedger { ReleasedAt = Given.At.AddDays(1) } }) is var verdict ? (verdict.Outcome, verdict.Doubt) : default);

    [Fact]
    public void Does_not_pass_too_few_commands_or_what_it_cannot_see()
    {
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Queries(New)).Outcome);
        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, Given.Queries(New) with { Commands = 999 }, Given.Ledger(Review())).Doubt);
        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, Given.Queries() with { Commands = 5_000 }, Given.Ledger(Review())).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.Queries(New) with { BlindSpots = [Given.Hidden] }, Given.Ledger(Review())).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.Queries(New) with { OverflowCommands = 1 }, Given.Ledger(Review())).Doubt);
        Assert.Equal(Outcome.Warn, Given.Decide(Check, Given.Queries(New) with { BlindSpots = [Given.Hidden], Commands = 3 }, Given.Ledger()).Outcome);
    }

    [Fact]
    public void Does_not_apply_without_a_database() =>
        Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, Given.InventoryWithoutDatabase()).Outcome);
}
