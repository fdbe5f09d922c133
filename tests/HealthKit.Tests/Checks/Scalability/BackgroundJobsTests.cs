using HealthKit.Attestation;
using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Scalability;

public sealed class BackgroundJobsTests
{
    private static readonly Check Check = Checklist.BackgroundJobs;

    private static readonly JobSystem Queue = new("Hangfire", 120);

    private static HttpEvidence Day(params RouteEvidence[] routes) => Given.Http(routes) with { Requests = 10_000, Uptime = TimeSpan.FromHours(24) };

    [Fact]
    public void Fails_a_long_request_and_passes_once_the_work_is_queued()
    {
        var red = Given.Decide(Check, Day(Given.Route("POST /export", (900, 40)) with { LongRequests = 9 }), Given.Jobs(Queue));
        Assert.Equal((Outcome.Fail, "9 requests of 900 over 5 s"), (red.Outcome, Assert.Single(red.Offenders).Observed));
        var green = Given.Decide(Check, Day(Given.Route("POST /export", (900, 40))), Given.Jobs(Queue));
        Assert.Equal((Outcome.Pass, 10_000L), (green.Outcome, green.Samples));
        Assert.Contains("Hangfire (120 jobs)", green.Observed, StringComparison.Ordinal);
    }

    [Fact]
    public void Warns_of_long_requests_that_are_rare_on_their_route_for_a_client_may_read_slowly()
    {
        var rare = Given.Decide(Check, Day(Given.Route("GET /download", (900, 40)) with { LongRequests = 8 }), Given.Jobs(Queue));
        Assert.Equal((Outcome.Warn, "8 requests of 900 over 5 s"), (rare.Outcome, Assert.Single(rare.Offenders).Observed));
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Day(Given.Route("GET /download", (900, 40)) with { LongRequests = 8 }, Given.Route("POST /export", (3, 40)) with { LongRequests = 1 }), Given.Jobs(Queue)).Outcome);
    }

    [Fact]
    public void Fails_a_long_request_whether_or_not_queues_were_looked_for()
    {
        var slow = Given.Http(Given.Route("POST /export", (3, 9_000)) with { LongRequests = 3 });
        Assert.Equal(Outcome.Fail, Given.Decide(Check, slow).Outcome);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Day(Given.Route("GET /a", (900, 40)))).Doubt);
    }

    [Fact]
    public void Takes_a_stream_for_no_long_request() =>
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Day(Given.Route("GET /events", (900, 60_000)) with { Kind = RouteKind.Stream, LongRequests = 900 }), Given.Jobs(Queue)).Outcome);

    [Theory]
    [InlineData(24, 10_000, Outcome.NotApplicable)]
    [InlineData(23.9, 10_000, Outcome.Unknown)]
    [InlineData(24, 9_999, Outcome.Unknown)]
    public void Does_not_apply_only_after_a_day_and_ten_thousand_requests(double hours, long requests, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Day() with { Uptime = TimeSpan.FromHours(hours), Requests = requests }, Given.Jobs()).Outcome);

    [Fact]
    public void An_exempted_route_never_makes_it_not_apply() =>
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Day() with { Uptime = TimeSpan.FromDays(1), Requests = 10_000, Exempted = 1 }, Given.Jobs()).Outcome);

    [Fact]
    public void Does_not_take_a_registration_for_use()
    {
        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, Day(), Given.Jobs(Queue with { Jobs = 0 })).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Day(), Given.Jobs(Queue with { Jobs = null })).Doubt);
        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, Day() with { Requests = 999 }, Given.Jobs(Queue)).Doubt);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check).Outcome);
    }

    [Fact]
    public void Judges_by_a_stricter_limit()
    {
        var http = Day(Given.Route("POST /export", (900, 40), (20, 3_000)));
        Assert.Equal(Outcome.Pass, Given.Decide(Check, http, Given.Jobs(Queue)).Outcome);
        Assert.Equal(Outcome.Fail, Given.DecideAt(2, Check, http, Given.Jobs(Queue)).Outcome);
        Assert.Equal(Check.Limit!.Default, Check.Limit.Maximum);
    }

    [Fact]
    public void Leaves_an_exempted_route_out() =>
        Assert.Equal(Outcome.Pass, Given.DecideWithout(SubjectKind.Route, "POST /export", Check, Day(Given.Route("POST /export", (900, 40)) with { LongRequests = 1 }), Given.Jobs(Queue)).Outcome);
}
