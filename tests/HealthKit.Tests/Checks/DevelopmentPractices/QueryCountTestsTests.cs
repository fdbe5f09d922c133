using HealthKit.Attestation;
using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.DevelopmentPractices;

public sealed class QueryCountTestsTests
{
    private static readonly Check Check = Checklist.QueryCountTests;

    private static readonly QueryEvidence Queries = Given.QueryingRoutes(Given.RouteQueries("GET /orders", (900, 2)), Given.RouteQueries("GET /cart", (300, 1)));

    [Fact]
    public void Warns_of_an_unasserted_hot_route_and_passes_once_it_is_asserted()
    {
        var red = Given.Decide(Check, Queries, Given.QueryBudgets(Given.QueryBudget("GET /orders")));
        Assert.Equal((Outcome.Warn, "GET /cart"), (red.Outcome, Assert.Single(red.Offenders).Subject));
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Queries, Given.QueryBudgets(Given.QueryBudget("GET /orders"), Given.QueryBudget("GET /cart"))).Outcome);
    }

    [Fact]
    public void Fails_as_not_found_without_any_budget_of_a_hot_route()
    {
        var none = Given.Decide(Check, Queries, Given.QueryBudgets());
        Assert.Equal((Outcome.Fail, Doubt.NotFound), (none.Outcome, none.Doubt));
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Queries, Given.QueryBudgets(Given.QueryBudget("GET /other"))).Outcome);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Queries, Given.QueryBudgets(Given.QueryBudget("GET /orders") with { Asserts = 0 })).Outcome);
    }

    [Theory]
    [InlineData(10, 2, true, Outcome.Pass)]
    [InlineData(11, 2, true, Outcome.Warn)]
    [InlineData(40, 20, true, Outcome.Pass)]
    [InlineData(1_000, 2, true, Outcome.Warn)]
    [InlineData(3, 13, false, Outcome.Warn)]
    public void Counts_a_budget_that_holds_and_would_notice(int budget, int seen, bool passed, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.QueryingRoutes(Given.RouteQueries("GET /orders", (900, 2))), Given.QueryBudgets(Given.QueryBudget("GET /orders", budget, seen) with { Passed = passed })).Outcome);

    [Fact]
    public void Asks_nothing_of_background_work_or_of_routes_that_do_not_query()
    {
        var queries = Given.QueryingRoutes(Given.RouteQueries("GET /orders", (900, 2)), Given.RouteQueries("(background)", (5_000, 9)), Given.RouteQueries("GET /ping", (9_000, 0)));
        Assert.Equal((Outcome.Pass, 1L), Given.Decide(Check, queries, Given.QueryBudgets(Given.QueryBudget("GET /orders"))) is var verdict ? (verdict.Outcome, verdict.Samples) : default);
    }

    [Fact]
    public void Does_not_pass_what_it_cannot_see()
    {
        var budgets = Given.QueryBudgets(Given.QueryBudget("GET /orders"), Given.QueryBudget("GET /cart"));
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Queries).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Queries, budgets with { Incomplete = "The run was cut off." }).Outcome);
        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, Given.QueryingRoutes(), budgets).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Queries with { BlindSpots = [Given.Hidden] }, budgets).Doubt);
        Assert.Equal(Outcome.Unknown, Given.DecideWithout(SubjectKind.Route, "GET *", Check, Queries, budgets).Outcome);
    }

    [Fact]
    public void Does_not_apply_without_a_database() =>
        Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, Given.InventoryWithoutDatabase()).Outcome);
}
