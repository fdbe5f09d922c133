using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Reliability;

public class HealthEndpointsTests
{
    private static readonly Check Check = Checklist.HealthEndpoints;

    private static readonly HealthEndpointEvidence Green = new()
    {
        ObservedAt = Given.At,
        MaxAge = Given.MaxAge,
        EndpointsReadable = true,
        Live = new HealthEndpoint { Path = "/health/live", LastStatus = 200, DependenciesReadable = true },
        Ready = new HealthEndpoint { Path = "/health/ready", LastStatus = 200, DependenciesReadable = true, Dependencies = ["postgres"] },
    };

    [Fact]
    public void Fails_without_a_readiness_endpoint_and_passes_once_it_is_mapped()
    {
        var red = Given.Decide(Check, Green with { Ready = null });

        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.Equal("readiness", Assert.Single(red.Offenders).Subject);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Green).Outcome);
    }

    [Fact]
    public void Fails_liveness_that_asks_a_database() =>
        Assert.Contains("liveness asks postgres", Given.Decide(Check, Green with { Live = Green.Live! with { Dependencies = ["postgres"] } }).Observed, StringComparison.Ordinal);

    [Fact]
    public void Fails_liveness_before_which_middleware_queries_a_database()
    {
        var red = Given.Decide(Check, Green with { Live = Green.Live! with { Calls = 40, QueryingCalls = 38 } });
        Assert.Equal((Outcome.Fail, "/health/live"), (red.Outcome, Assert.Single(red.Offenders).Subject));
        Assert.Contains("commands went to a database in 38 of 40 calls of liveness (limit 0)", red.Observed, StringComparison.Ordinal);
        Assert.Contains("app.UseWhen", red.Offenders[0].Remedy, StringComparison.Ordinal);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Green with { Live = Green.Live! with { Calls = 40 } }).Outcome);
    }

    [Theory]
    [InlineData(200, 200, Outcome.Pass)]
    [InlineData(204, 503, Outcome.Pass)]
    [InlineData(503, 200, Outcome.Fail)]
    [InlineData(200, 500, Outcome.Fail)]
    [InlineData(200, 404, Outcome.Fail)]
    [InlineData(401, 200, Outcome.Fail)]
    [InlineData(302, 200, Outcome.Fail)]
    public void Takes_2xx_and_from_readiness_503_for_an_answer(int live, int ready, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Green with { Live = Green.Live! with { LastStatus = live }, Ready = Green.Ready! with { LastStatus = ready } }).Outcome);

    [Fact]
    public void Does_not_take_one_endpoint_for_two_or_a_guarded_one_for_a_probe()
    {
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Green with { Ready = Green.Live }).Outcome);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Green with { Live = Green.Live! with { Anonymous = false } }).Outcome);
    }

    [Fact]
    public void Is_unknown_while_endpoints_are_not_read_or_not_asked()
    {
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Green with { Live = null, Ready = null, EndpointsReadable = false }).Doubt);
        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, Green with { Live = Green.Live! with { LastStatus = null } }).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Green with { Live = Green.Live! with { DependenciesReadable = false } }).Doubt);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check).Outcome);
    }
}
