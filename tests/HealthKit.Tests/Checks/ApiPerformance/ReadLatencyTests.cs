using HealthKit.Attestation;
using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.ApiPerformance;

public sealed class ReadLatencyTests
{
    private static readonly Check Check = Checklist.ReadLatency;

    [Fact]
    public void Fails_a_slow_hot_route_and_passes_once_it_is_fast()
    {
        var red = Given.Decide(Check, Given.Http(Given.Route("GET /search", (500, 40), (20, 900)), Given.Route("GET /cart", (400, 20))));
        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.Equal(Doubt.Refuted, red.Doubt);
        Assert.Equal("GET /search", Assert.Single(red.Offenders).Subject);
        Assert.Contains("(limit 200 ms)", red.Observed, StringComparison.Ordinal);

        var green = Given.Decide(Check, Given.Http(Given.Route("GET /search", (520, 40)), Given.Route("GET /cart", (400, 20))));
        Assert.Equal(Outcome.Pass, green.Outcome);
        Assert.Equal(920, green.Samples);
        Assert.Contains("100 % of read requests measured", green.Observed, StringComparison.Ordinal);
    }

    [Fact]
    public void Warns_between_the_limit_and_twice_the_limit() =>
        Assert.Equal(Outcome.Warn, Given.Decide(Check, Given.Http(Given.Route("GET /search", (500, 40), (20, 300)))).Outcome);

    [Theory]
    [InlineData(298, Outcome.Unknown)]
    [InlineData(299, Outcome.Pass)]
    public void Calls_nothing_before_299_requests(int requests, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.Http(Given.Route("GET /search", (requests, 40)))).Outcome);

    [Fact]
    public void Takes_the_longer_sample_where_the_window_is_too_short()
    {
        var route = Given.Route("GET /search", (400, 40)) with { Window = LatencyDistribution.FromSamples(Given.Times(10, 40)) };
        var verdict = Given.Decide(Check, Given.Http(route));
        Assert.Equal(Outcome.Pass, verdict.Outcome);
        Assert.Contains("since start", verdict.Observed, StringComparison.Ordinal);
    }

    [Fact]
    public void Needs_every_hot_route()
    {
        var verdict = Given.Decide(Check, Given.Http(Given.Route("GET /search", (5_000, 40)), Given.Route("GET /report", (30, 900))));
        Assert.Equal(Outcome.Fail, verdict.Outcome);
        verdict = Given.Decide(Check, Given.Http(Given.Route("GET /search", (5_000, 40)), Given.Route("GET /report", (30, 40))));
        Assert.Equal(Outcome.Unknown, verdict.Outcome);
        Assert.Equal(Doubt.TooFewSamples, verdict.Doubt);
        Assert.Contains("GET /report: needs 269 more requests", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Needs_most_of_the_traffic_measured()
    {
        var tail = Enumerable.Range(0, 10).Select(static n => Given.Route($"GET /rare{n}", (60, 40)));
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Http([Given.Route("GET /a", (3_000, 40)), Given.Route("GET /b", (3_000, 40)), Given.Route("GET /c", (3_000, 40)), .. tail])).Outcome);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Http([Given.Route("GET /a", (4_000, 40)), Given.Route("GET /b", (4_000, 40)), Given.Route("GET /c", (4_000, 40)), .. tail])).Outcome);
    }

    [Fact]
    public void Counts_the_overflow_slot_as_not_measured() =>
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Http(Given.Route("GET /search", (1_000, 40))) with { OverflowRequests = 100 }).Outcome);

    [Fact]
    public void Never_passes_on_calls_that_their_callers_gave_up()
    {
        var impatient = Given.Route("GET /search", (1_000, 40)) with { Aborted = 100 };
        var verdict = Given.Decide(Check, Given.Http(impatient));
        Assert.Equal(Outcome.Unknown, verdict.Outcome);
        Assert.Contains("callers gave up 10 % of its requests", verdict.Reason, StringComparison.Ordinal);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Http(impatient with { Aborted = 2 })).Outcome);
    }

    [Fact]
    public void Holds_the_window_against_those_who_gave_up_in_it()
    {
        // Since start hardly anybody gave up; in the last minutes every third caller did, after 40 ms.
        var lately = Given.Route("GET /search", (1_000, 40)) with { Requests = 1_000_000, Aborted = 300, AbortedInWindow = 300 };
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Http(lately)).Outcome);

        // And whom the service lost long ago is no reason to doubt it now.
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Http(Given.Route("GET /search", (1_000, 40)) with { Requests = 2_000, Aborted = 900, AbortedInWindow = 0 })).Outcome);
    }

    [Fact]
    public void Leaves_refused_requests_out_of_the_population()
    {
        var refused = Given.Route("GET (unmatched)") with { Requests = 9_000, ClientErrors = 9_000 };
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Http(refused, Given.Route("GET /search", (400, 40)))).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Http(refused)).Outcome);
    }

    [Fact]
    public void Looks_at_reads_only()
    {
        var stream = Given.Route("GET /events", (400, 30_000)) with { Kind = RouteKind.Stream };
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Http(Given.Route("GET /search", (400, 40)), Given.Route("POST /orders", (400, 400)), stream)).Outcome);
    }

    [Fact]
    public void Is_unknown_without_traffic_or_with_everything_exempted()
    {
        Assert.Equal(Outcome.Unknown, Given.Decide(Check).Outcome);
        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, Given.Http()).Doubt);
        Assert.Equal(Outcome.Unknown, Given.DecideWithout(SubjectKind.Route, "GET *", Check, Given.Http(Given.Route("GET /search", (400, 900)))).Outcome);
    }

    [Fact]
    public void Follows_an_overridden_limit()
    {
        var http = Given.Http(Given.Route("GET /search", (400, 40)));
        Assert.Equal(Outcome.Fail, Given.DecideAt(15, Check, http).Outcome);
        Assert.Equal(Outcome.Warn, Given.DecideAt(30, Check, http).Outcome);
        Assert.Equal(Outcome.Pass, Given.DecideAt(50, Check, http).Outcome);
    }
}
