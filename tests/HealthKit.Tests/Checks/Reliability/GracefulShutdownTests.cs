using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Reliability;

public class GracefulShutdownTests
{
    private static readonly Check Check = Checklist.GracefulShutdown;

    [Fact]
    public void Fails_a_stop_that_dropped_requests_and_passes_once_one_drained()
    {
        var red = Given.Decide(Check, Given.StopsOf(Given.Stop(5, 3, 0)));
        var green = Given.Decide(Check, Given.StopsOf(Given.Stop(1, 3, 3), Given.Stop(5, 3, 0)));

        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.Contains("3 dropped of 3 requests in flight", red.Observed, StringComparison.Ordinal);
        Assert.Equal(Outcome.Pass, green.Outcome);
        Assert.Contains("all 3 requests in flight answered within 2 s", green.Observed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, Outcome.Pass)]
    [InlineData(2, Outcome.Fail)]
    public void Lets_no_request_be_dropped(long drained, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.StopsOf(Given.Stop(1, 3, drained))).Outcome);

    [Fact]
    public void Learns_nothing_from_a_stop_with_nothing_in_flight()
    {
        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, Given.StopsOf(Given.Stop(1, 0, 0))).Doubt);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.StopsOf(Given.Stop(1, 0, 0), Given.Stop(5, 3, 1))).Outcome);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.StopsOf(Given.Stop(1, 0, 0), Given.Stop(5, 3, 3))).Outcome);
    }

    [Fact]
    public void Does_not_pass_a_stop_that_ended_by_a_kill()
    {
        Assert.Equal(Outcome.Warn, Given.Decide(Check, Given.StopsOf(Given.Stop(1, 0, 0) with { CompletedAt = null }, Given.Stop(5, 3, 3))).Outcome);
        Assert.Equal(Outcome.Warn, Given.Decide(Check, Given.StopsOf(Given.Stop(1, 0, 0), Given.Stop(5, 3, 3) with { CompletedAt = null })).Outcome);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.StopsOf(Given.Stop(1, 3, 0) with { CompletedAt = null })).Outcome);
    }

    [Fact]
    public void Warns_of_a_timeout_shorter_than_the_requests_take()
    {
        var slow = Given.BusyTraffic() with
        {
            Routes = [new RouteEvidence { Method = "POST", Template = "/import", Kind = RouteKind.Write, Requests = 400, SinceStart = LatencyDistribution.FromSamples(Given.Times(400, 8_000)) }],
        };
        var stops = Given.StopsOf(Given.Stop(1, 3, 3));

        Assert.Equal(Outcome.Warn, Given.Decide(Check, stops with { ShutdownTimeout = TimeSpan.FromSeconds(5) }, slow).Outcome);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, stops, slow).Outcome);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, stops with { ShutdownTimeout = Timeout.InfiniteTimeSpan }, slow).Outcome);
    }

    [Fact]
    public void Learns_nothing_from_a_stop_of_another_month_or_of_more_patient_settings()
    {
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.StopsOf(Given.Stop(30 * 24, 3, 3))).Outcome);
        var old = Given.Decide(Check, Given.StopsOf(Given.Stop(1, 0, 0), Given.Stop(31 * 24, 3, 3)));
        Assert.Equal(Doubt.TooFewSamples, old.Doubt);
        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, Given.StopsOf(Given.Stop(31 * 24, 3, 0))).Doubt);

        var hasty = Given.Decide(Check, Given.StopsOf(Given.Stop(1, 3, 3)) with { ShutdownTimeout = TimeSpan.FromSeconds(1) });
        Assert.Equal(Doubt.TooFewSamples, hasty.Doubt);
        Assert.Contains("took 2 s; a stop may now take only 1 s", hasty.Observed, StringComparison.Ordinal);
    }

    [Fact]
    public void Is_unknown_until_a_stop_is_recorded()
    {
        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, Given.StopsOf()).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.StopsOf() with { NotRecordedBecause = "No storage outlives the pod. Call AddRedis()." }).Doubt);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check).Outcome);
    }
}
