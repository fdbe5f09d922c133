using HealthKit.Attestation;
using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.ApiPerformance;

public sealed class LatencyCeilingTests
{
    private static readonly Check Check = Checklist.LatencyCeiling;

    [Fact]
    public void Fails_any_route_over_a_second_however_rare_and_says_under_which_load()
    {
        var busy = Given.Route("GET /search", (9_000, 40));
        var red = Given.Decide(Check, Given.Http(busy, Given.Route("POST /export", (20, 1_500))));
        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.Equal("POST /export", Assert.Single(red.Offenders).Subject);
        Assert.Contains("Load: 12.5 requests/s, busiest minute 40.", red.Observed, StringComparison.Ordinal);

        var green = Given.Decide(Check, Given.Http(busy, Given.Route("POST /export", (20, 500))));
        Assert.Equal(Outcome.Pass, green.Outcome);
        Assert.Contains("Load: 12.5 requests/s", green.Observed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(5_700, Outcome.Pass)]
    [InlineData(5_600, Outcome.Unknown)]
    public void Needs_95_percent_of_all_requests_measured(int measured, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.Http(Given.Route("GET /search", (measured, 40)), Given.Route("POST /a", (150, 40)), Given.Route("POST /b", (150, 40)))).Outcome);

    [Fact]
    public void Does_not_take_a_stream_for_a_slow_route()
    {
        var stream = Given.Route("GET /events", (400, 60_000)) with { Kind = RouteKind.Stream };
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Http(Given.Route("GET /search", (400, 40)), stream)).Outcome);
    }

    [Fact]
    public void Takes_exactly_one_second_as_kept()
    {
        var http = Given.Http(Given.Route("GET /search", (400, 1_000)));
        Assert.Equal(Outcome.Pass, Given.Decide(Check, http).Outcome);
        Assert.Equal(Outcome.Fail, Given.DecideAt(900, Check, http).Outcome);
    }

    [Fact]
    public void Is_unknown_without_traffic_or_with_everything_exempted()
    {
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Http()).Outcome);
        Assert.Equal(Outcome.Unknown, Given.DecideWithout(SubjectKind.Route, "*", Check, Given.Http(Given.Route("GET /search", (400, 40)))).Outcome);
    }
}
