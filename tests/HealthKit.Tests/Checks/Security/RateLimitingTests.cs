using HealthKit.Attestation;
using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Security;

public sealed class RateLimitingTests
{
    private static readonly Check Check = Checklist.RateLimiting;

    [Fact]
    public void Fails_a_public_endpoint_without_a_limit_and_passes_once_it_has_one()
    {
        var red = Given.Decide(Check, Given.Endpoints(Given.PublicEndpoint("GET /products", 0), Given.PublicEndpoint("GET /")));
        Assert.Equal((Outcome.Fail, Doubt.NotFound), (red.Outcome, red.Doubt));
        Assert.Equal("GET /products", Assert.Single(red.Offenders).Subject);

        var green = Given.Decide(Check, Given.Endpoints(Given.PublicEndpoint("GET /products"), Given.PublicEndpoint("GET /")));
        Assert.Equal((Outcome.Pass, "Of 2 public endpoints 2 are rate limited."), (green.Outcome, green.Observed));
    }

    [Fact]
    public void Does_not_apply_where_no_endpoint_is_public()
    {
        Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, Given.Endpoints(Given.Endpoint("GET /orders"))).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Endpoints()).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Endpoints(Given.Endpoint("GET /orders")) with { BlindSpots = [Given.Branch] }).Outcome);
    }

    [Fact]
    public void Never_takes_an_exemption_for_the_proof_that_there_is_none()
    {
        var table = Given.Endpoints(Given.Endpoint("GET /orders"), Given.PublicEndpoint("GET /products", 0));
        Assert.Equal(Outcome.Unknown, Given.DecideWithout(SubjectKind.Route, "GET /products", Check, table).Outcome);
    }

    [Fact]
    public void Counts_a_protected_endpoint_that_served_anonymous_callers_as_public() =>
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.Endpoints(Given.Endpoint("GET /orders") with { AnonymousSuccesses = 3, RateLimit = Given.Permits(0) })).Outcome);

    [Fact]
    public void Does_not_pass_where_a_limit_or_an_endpoint_cannot_be_told()
    {
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Endpoints(Given.PublicEndpoint("GET /"), Given.PublicEndpoint("GET /b") with { RateLimit = null })).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Endpoints(Given.PublicEndpoint("GET /"), Given.Endpoint("GET /b") with { Protection = EndpointProtection.Opaque, RateLimit = Given.Permits(0) })).Outcome);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.Endpoints(Given.PublicEndpoint("GET /", 0), Given.PublicEndpoint("GET /b") with { RateLimit = null })).Outcome);
    }

    [Fact]
    public void Passes_limited_endpoints_whether_they_are_public_or_not()
    {
        var opaque = Given.Endpoint("GET /b") with { Protection = EndpointProtection.Opaque, RateLimit = Given.Permits(60) };

        Assert.Equal((Outcome.Pass, "1 endpoint that may be public is rate limited."), (Given.Decide(Check, Given.Endpoints(opaque)).Outcome, Given.Decide(Check, Given.Endpoints(opaque)).Observed));
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Endpoints(opaque with { RateLimit = null })).Outcome);
    }
}
