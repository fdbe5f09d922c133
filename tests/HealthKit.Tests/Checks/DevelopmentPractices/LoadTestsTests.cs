using HealthKit.Attestation;
using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.DevelopmentPractices;

public sealed class LoadTestsTests
{
    private static readonly Check Check = Checklist.LoadTests;

    private static readonly HttpEvidence Http = Given.Http(Given.Route("GET /search", (5_000, 40)), Given.Route("POST /orders", (101, 40)));

    [Fact]
    public void Warns_of_an_untested_route_and_passes_once_it_is_tested()
    {
        var red = Given.Decide(Check, Http, Given.LoadTests(Given.LoadTest("GET /search")));
        Assert.Equal((Outcome.Warn, "POST /orders"), (red.Outcome, Assert.Single(red.Offenders).Subject));
        Assert.Equal("101 requests a day, no load test", red.Offenders[0].Observed);
        Assert.Equal((Outcome.Pass, VerdictSource.Built), Given.Decide(Check, Http, Given.LoadTests(Given.LoadTest("GET /search"), Given.LoadTest("POST /orders"))) is var green ? (green.Outcome, green.Source) : default);
    }

    [Fact]
    public void Fails_as_not_found_without_any_test_of_a_busy_route()
    {
        foreach (var tests in new[] { Given.LoadTests(), Given.LoadTests(Given.LoadTest("GET /other")), Given.LoadTests(Given.LoadTest("GET /search") with { BoundTo = null }), Given.LoadTests(Given.LoadTest("GET /search") with { Requests = 0 }) })
        {
            var verdict = Given.Decide(Check, Http, tests);
            Assert.Equal((Outcome.Fail, Doubt.NotFound), (verdict.Outcome, verdict.Doubt));
        }

        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Http, Given.LoadTests() with { BlindSpots = [new BlindSpot("summary.json", "It names no commit.", "Import it in CI.")] }).Outcome);
    }

    [Theory]
    [InlineData(90, true, Outcome.Pass)]
    [InlineData(90.1, true, Outcome.Warn)]
    [InlineData(1, false, Outcome.Warn)]
    [InlineData(-5, true, Outcome.Warn)]
    public void Counts_a_passed_test_for_ninety_days(double daysAgo, bool passed, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.Http(Given.Route("GET /search", (5_000, 40))), Given.LoadTests(Given.LoadTest("GET /search", daysAgo) with { Passed = passed })).Outcome);

    [Fact]
    public void Asks_no_test_of_a_quiet_or_unmatched_route()
    {
        var quiet = Given.Http(Given.Route("GET /search", (101, 40)), Given.Route("GET /rare", (100, 40)), Given.Route("GET (unmatched)", (900, 1)) with { Attribution = "none" });
        Assert.Equal(Outcome.Pass, Given.Decide(Check, quiet, Given.LoadTests(Given.LoadTest("GET /search"))).Outcome);
    }

    [Fact]
    public void Knows_nothing_before_a_route_is_busy()
    {
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Http).Outcome);
        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, Given.Http(Given.Route("GET /search", (100, 40))), Given.LoadTests(Given.LoadTest("GET /search"))).Doubt);
        Assert.Equal(Doubt.TooFewSamples, Given.DecideWithout(SubjectKind.Route, "*", Check, Http, Given.LoadTests()).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.Http(Given.Route("GET /search", (5_000, 40))) with { OverflowRequests = 7 }, Given.LoadTests(Given.LoadTest("GET /search"))).Doubt);
    }

    [Fact]
    public void Judges_by_an_overridden_limit()
    {
        var http = Given.Http(Given.Route("GET /search", (5_000, 40)));
        Assert.Equal(Outcome.Warn, Given.DecideAt(9, Check, http, Given.LoadTests(Given.LoadTest("GET /search"))).Outcome);
        Assert.Equal(Outcome.Pass, Given.DecideAt(365, Check, http, Given.LoadTests(Given.LoadTest("GET /search", 300))).Outcome);
    }
}
