using HealthKit.Attestation;
using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.DevelopmentPractices;

public sealed class PerformanceBudgetsTests
{
    private static readonly Check Check = Checklist.PerformanceBudgets;

    private static readonly HttpEvidence Http = Given.Http(Given.Route("GET /search", (1_000, 40)), Given.Route("POST /orders", (400, 90)));

    [Fact]
    public void Fails_a_broken_budget_and_passes_once_it_is_kept()
    {
        var red = Given.Decide(Check, Http, Given.PerformanceBudgets(("GET /search", 20), ("POST /orders", 300)));
        Assert.Equal((Outcome.Fail, Doubt.Refuted), (red.Outcome, red.Doubt));
        Assert.Equal("GET /search", Assert.Single(red.Offenders).Subject);

        var green = Given.Decide(Check, Http, Given.PerformanceBudgets(("GET /search", 100), ("POST /orders", 300)));
        Assert.Equal((Outcome.Pass, 1_400L), (green.Outcome, green.Samples));
        Assert.Contains("the loosest allows 300 ms", green.Observed, StringComparison.Ordinal);
    }

    [Fact]
    public void Warns_where_some_hot_routes_have_a_budget_and_fails_as_not_found_where_none_has()
    {
        Assert.Equal((Outcome.Warn, Doubt.Refuted), Given.Decide(Check, Http, Given.PerformanceBudgets(("GET /search", 100))) is var some ? (some.Outcome, some.Doubt) : default);
        Assert.Equal((Outcome.Fail, Doubt.NotFound), Given.Decide(Check, Http, Given.PerformanceBudgets()) is var none ? (none.Outcome, none.Doubt) : default);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Http, Given.PerformanceBudgets(("GET /other", 100))).Outcome);
    }

    [Theory]
    [InlineData(298, Outcome.Unknown)]
    [InlineData(299, Outcome.Pass)]
    public void Calls_no_budget_kept_before_299_requests(int requests, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.Http(Given.Route("GET /search", (requests, 40))), Given.PerformanceBudgets(("GET /search", 100))).Outcome);

    [Fact]
    public void Fails_a_broken_budget_of_a_cold_route_too()
    {
        var http = Given.Http(Given.Route("GET /a", (5_000, 40)), Given.Route("GET /b", (5_000, 40)), Given.Route("GET /c", (5_000, 40)), Given.Route("GET /cold", (25, 90)));
        Assert.Equal(Outcome.Fail, Given.Decide(Check, http, Given.PerformanceBudgets(("GET /a", 100), ("GET /b", 100), ("GET /c", 100), ("GET /cold", 50))).Outcome);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, http, Given.PerformanceBudgets(("GET /a", 100), ("GET /b", 100), ("GET /c", 100))).Outcome);
    }

    [Fact]
    public void Takes_the_stricter_of_two_budgets_and_measures_none_beyond_its_range()
    {
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Http, Given.PerformanceBudgets(("GET /search", 20), ("GET /search", 900), ("POST /orders", 300))).Outcome);
        Assert.NotEqual(Outcome.Pass, Given.Decide(Check, Given.Http(Given.Route("GET /search", (500, 150_000))), Given.PerformanceBudgets(("GET /search", 600_000))).Outcome);
    }

    [Fact]
    public void Knows_nothing_while_no_request_has_reached_an_endpoint()
    {
        var http = Given.Http(Given.Route("GET (unmatched)", (1_000, 40)) with { Attribution = "none" });
        Assert.Equal((Outcome.Unknown, Doubt.TooFewSamples), Given.Decide(Check, http, Given.PerformanceBudgets()) is var none ? (none.Outcome, none.Doubt) : default);
        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, http, Given.PerformanceBudgets(("GET /search", 100))).Doubt);
    }

    [Fact]
    public void Knows_nothing_without_traffic_or_budgets()
    {
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Http).Outcome);
        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, Given.Http(), Given.PerformanceBudgets(("GET /search", 100))).Doubt);
        Assert.Equal(Doubt.TooFewSamples, Given.DecideWithout(SubjectKind.Route, "*", Check, Http, Given.PerformanceBudgets(("GET /search", 100))).Doubt);
    }
}
