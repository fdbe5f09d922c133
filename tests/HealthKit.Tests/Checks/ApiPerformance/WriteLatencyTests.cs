using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.ApiPerformance;

public sealed class WriteLatencyTests
{
    private static readonly Check Check = Checklist.WriteLatency;

    [Fact]
    public void Fails_a_slow_write_and_passes_once_it_is_fast()
    {
        var red = Given.Decide(Check, Given.Http(Given.Route("POST /orders", (500, 40), (20, 1_500))));
        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.Equal("POST /orders", Assert.Single(red.Offenders).Subject);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Http(Given.Route("POST /orders", (520, 40)))).Outcome);
    }

    [Fact]
    public void Warns_below_twice_the_limit() =>
        Assert.Equal(Outcome.Warn, Given.Decide(Check, Given.Http(Given.Route("POST /orders", (500, 40), (20, 700)))).Outcome);

    [Fact]
    public void Looks_at_writes_only() =>
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Http(Given.Route("POST /orders", (400, 40)), Given.Route("GET /search", (400, 5_000)))).Outcome);

    [Fact]
    public void Is_unknown_without_writes() =>
        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, Given.Http(Given.Route("GET /search", (400, 40)))).Doubt);

    [Fact]
    public void Follows_an_overridden_limit() =>
        Assert.Equal(Outcome.Fail, Given.DecideAt(100, Check, Given.Http(Given.Route("POST /orders", (400, 300)))).Outcome);

    [Fact]
    public void Does_not_apply_where_no_endpoint_takes_writes()
    {
        Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, Table("GET")).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Table("GET", "PATCH")).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Table()).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Table("GET") with { Endpoints = [] }).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Table("GET") with { BlindSpots = [new BlindSpot("/legacy", "A middleware branch answers it.", "Map it.")] }).Outcome);
    }

    private static EndpointTableEvidence Table(params string[] methods) => new()
    {
        ObservedAt = Given.At,
        MaxAge = Given.MaxAge,
        Endpoints = [new EndpointEvidence { Methods = methods, Template = "/products" }],
    };

    [Fact]
    public void Says_that_the_only_writes_were_refused()
    {
        var refused = Given.Route("POST /orders") with { Requests = 40, ClientErrors = 40 };

        Assert.Equal("No write request was answered but with a refusal: 40 4xx answers, which stay out of latency.", Given.Decide(Check, Given.Http(refused)).Observed);
        Assert.Equal("No write request was seen after warm-up (the first 10 s, and the first five of each route).", Given.Decide(Check, Given.Http()).Observed);
    }
}
