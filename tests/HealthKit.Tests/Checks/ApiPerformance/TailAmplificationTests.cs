using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.ApiPerformance;

public sealed class TailAmplificationTests
{
    private static readonly Check Check = Checklist.TailAmplification;

    [Fact]
    public void Fails_a_long_tail_and_passes_once_it_is_cut()
    {
        var red = Given.Decide(Check, Given.Http(Given.Route("GET /search", (5_000, 20), (150, 400))));
        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.Equal("GET /search", Assert.Single(red.Offenders).Subject);
        Assert.Contains("(limit 4x)", red.Observed, StringComparison.Ordinal);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Http(Given.Route("GET /search", (5_000, 20), (150, 60)))).Outcome);
    }

    [Fact]
    public void Takes_what_no_route_matched_for_no_tail()
    {
        var unmatched = Given.Route("GET (unmatched)", (5_000, 1), (150, 400)) with { Attribution = "none" };
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Http(Given.Route("GET /search", (5_000, 20), (150, 60)), unmatched)).Outcome);
        var alone = Given.Decide(Check, Given.Http(unmatched));
        Assert.Equal((Outcome.Unknown, Doubt.Blind), (alone.Outcome, alone.Doubt));
        Assert.Contains("no route matched these requests", alone.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Warns_below_eight_times() =>
        Assert.Equal(Outcome.Warn, Given.Decide(Check, Given.Http(Given.Route("GET /search", (5_000, 20), (150, 120)))).Outcome);

    [Theory]
    [InlineData(76, Outcome.Pass)]
    [InlineData(84, Outcome.Warn)]
    public void Draws_the_line_at_four_times(double slow, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.Http(Given.Route("GET /search", (5_000, 20), (150, slow)))).Outcome);

    [Fact]
    public void Says_that_a_tail_under_50_ms_is_immaterial()
    {
        var verdict = Given.Decide(Check, Given.Http(Given.Route("GET /search", (5_000, 1), (150, 40))));
        Assert.Equal(Outcome.Pass, verdict.Outcome);
        Assert.Contains("immaterial under 50 ms", verdict.Observed, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_the_floor_where_the_p99_lies_on_both_sides_of_it()
    {
        var verdict = Given.Decide(Check, Given.Http(Given.Route("GET /search", (980, 0.5), (10, 20), (10, 100))));
        Assert.Equal(Outcome.Unknown, verdict.Outcome);
        Assert.Contains("the p99 lies between ", verdict.Reason, StringComparison.Ordinal);
        Assert.Contains(" ms, which more requests will narrow; under 50 ms the ratio does not matter", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Is_unknown_while_the_bounds_are_too_wide()
    {
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Http(Given.Route("GET /search", (200, 20)))).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Http(Given.Route("GET /search", (990, 20), (10, 400)))).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Http()).Outcome);
    }

    [Fact]
    public void Never_passes_on_calls_that_their_callers_gave_up()
    {
        var route = Given.Route("GET /search", (5_000, 20));
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Http(route with { Aborted = 5 })).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Http(route with { Aborted = 60 })).Outcome);
    }

    [Fact]
    public void Looks_at_hot_routes_and_not_at_streams()
    {
        var hot = Enumerable.Range(0, 4).Select(static n => Given.Route($"GET /hot{n}", (20_000, 60)));
        var rare = Given.Route("GET /rare", (400, 10), (50, 500));
        var stream = Given.Route("GET /events", (90_000, 10), (9_000, 60_000)) with { Kind = RouteKind.Stream };
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Http([.. hot, rare, stream])).Outcome);
    }

    [Fact]
    public void Is_unknown_while_most_requests_share_the_overflow_slot() =>
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Http(Given.Route("GET /search", (5_000, 20))) with { OverflowRequests = 2_000 }).Outcome);

    [Fact]
    public void Follows_an_overridden_limit()
    {
        var http = Given.Http(Given.Route("GET /search", (5_000, 20), (150, 60)));
        Assert.Equal(Outcome.Warn, Given.DecideAt(2, Check, http).Outcome);
        Assert.Equal(Outcome.Pass, Given.DecideAt(5, Check, http).Outcome);
    }
}
