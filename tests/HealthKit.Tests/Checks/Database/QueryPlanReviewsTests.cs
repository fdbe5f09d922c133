using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Database;

public sealed class QueryPlanReviewsTests
{
    private static readonly Check Check = Checklist.QueryPlanReviews;
    private static readonly StatementEvidence Orders = Given.Statement("orders", (2_000, 5));
    private static readonly QueryPlanEvidence Plans = Given.Plans(Given.Plan(Orders));

    [Fact]
    public void Fails_a_busy_statement_without_a_review_and_passes_once_it_has_one()
    {
        var red = Given.Decide(Check, Given.Queries(Orders), Given.Ledger(), Plans);
        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.Equal(Doubt.NotFound, red.Doubt);
        Assert.Contains("2,000 calls in the last 24 h, no review", Assert.Single(red.Offenders).Observed, StringComparison.Ordinal);

        var green = Given.Decide(Check, Given.Queries(Orders), Given.Ledger(Review("p1")), Plans);
        Assert.Equal(Outcome.Pass, green.Outcome);
        Assert.Contains("reviewed by Ada on 2026-02-01", green.Observed, StringComparison.Ordinal);
        Assert.True(Check.Attestable);
    }

    [Fact]
    public void Asks_for_no_review_of_what_has_no_plan() =>
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Queries(Orders with { IsPlannable = false }), Given.Ledger(), Plans).Outcome);

    [Fact]
    public void Warns_of_a_plan_that_changed_since()
    {
        var verdict = Given.Decide(Check, Given.Queries(Orders), Given.Ledger(Review("p0")), Plans);
        Assert.Equal(Outcome.Warn, verdict.Outcome);
        Assert.Equal(Doubt.Refuted, verdict.Doubt);
    }

    [Fact]
    public void Does_not_take_a_proposal_for_a_review() =>
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.Queries(Orders), Given.Ledger(Review("p1") with { Reviewer = " " }), Plans).Outcome);

    [Fact]
    public void Is_unknown_while_the_plan_of_today_is()
    {
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Queries(Orders), Given.Ledger(Review("p1"))).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Queries(Orders), Given.Ledger(Review("p1")), Given.Plans(Given.Plan(Orders) with { PlanHash = null, Unexplained = "no" })).Outcome);
    }

    [Theory]
    [InlineData(1_000, Outcome.Pass)]
    [InlineData(1_001, Outcome.Fail)]
    public void Asks_for_a_review_above_a_thousand_calls_a_day(int calls, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.Queries(Given.Statement("orders", (calls, 5))), Given.Ledger(), Plans).Outcome);

    [Fact]
    public void Calls_no_statement_rare_before_a_day_has_passed()
    {
        var rare = Given.Queries(Given.Statement("orders", (900, 5)));
        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, rare with { Uptime = TimeSpan.FromHours(23) }, Given.Ledger(), Plans).Doubt);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, rare with { Uptime = TimeSpan.FromHours(24) }, Given.Ledger(), Plans).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Queries(), Given.Ledger(), Plans).Outcome);
    }

    [Fact]
    public void Lets_what_is_not_seen_keep_a_pass_away()
    {
        var reviewed = Given.Queries(Orders);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, reviewed with { OverflowCommands = 1_001 }, Given.Ledger(Review("p1")), Plans).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, reviewed with { BlindSpots = [Given.Hidden] }, Given.Ledger(Review("p1")), Plans).Outcome);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, reviewed, Plans).Doubt);
    }

    [Fact]
    public void Does_not_apply_without_a_database() => Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, Given.InventoryWithoutDatabase()).Outcome);

    [Fact]
    public void Follows_an_overridden_limit() =>
        Assert.Equal(Outcome.Pass, Given.DecideAt(5_000, Check, Given.Queries(Orders), Given.Ledger(), Plans).Outcome);

    private static QueryLedgerEntry Review(string plan) =>
        new() { Fingerprint = Orders.Fingerprint, Text = Orders.Text, PlanHash = plan, Reviewer = "Ada", ReviewedOn = new DateOnly(2026, 2, 1) };
}
