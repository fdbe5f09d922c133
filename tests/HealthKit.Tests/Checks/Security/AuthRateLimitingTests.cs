using HealthKit.Attestation;
using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Security;

public sealed class AuthRateLimitingTests
{
    private static readonly Check Check = Checklist.AuthRateLimiting;

    private static EndpointEvidence Door(AuthEndpointSign sign, EndpointRateLimit? limit) => Given.PublicEndpoint("POST /login") with { AuthEndpoint = sign, RateLimit = limit };

    [Theory]
    [InlineData(10, Outcome.Pass)]
    [InlineData(11, Outcome.Fail)]
    public void Judges_the_permits_of_a_minute(long permits, Outcome expected)
    {
        var verdict = Given.Decide(Check, Given.Endpoints(Door(AuthEndpointSign.SignInSeen, Given.Permits(permits))));
        Assert.Equal(expected, verdict.Outcome);
        Assert.Equal(expected is Outcome.Fail ? Doubt.Refuted : Doubt.None, verdict.Doubt);
    }

    [Fact]
    public void Fails_a_sign_in_without_a_limit_as_not_found_for_a_gateway_may_have_one()
    {
        var verdict = Given.Decide(Check, Given.Endpoints(Door(AuthEndpointSign.Marked, Given.Permits(0))));
        Assert.Equal((Outcome.Fail, Doubt.NotFound), (verdict.Outcome, verdict.Doubt));
        Assert.Contains("no limit (limit 10)", verdict.Offenders[0].Observed, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_warns_of_an_endpoint_recognised_by_its_route() =>
        Assert.Equal(Outcome.Warn, Given.Decide(Check, Given.Endpoints(Door(AuthEndpointSign.Route, Given.Permits(60)))).Outcome);

    [Fact]
    public void Warns_of_one_bucket_for_all_clients() =>
        Assert.Equal(Outcome.Warn, Given.Decide(Check, Given.Endpoints(Door(AuthEndpointSign.SignInSeen, Given.Permits(10) with { SharedByAllClients = true }))).Outcome);

    [Fact]
    public void Does_not_pass_what_was_not_measured()
    {
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Endpoints(Door(AuthEndpointSign.SignInSeen, null))).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Endpoints(Door(AuthEndpointSign.SignInSeen, Given.Permits(10) with { PermitsPerMinute = null }))).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Endpoints(Door(AuthEndpointSign.SignInSeen, Given.Permits(10) with { SharedByAllClients = null }))).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Endpoints()).Outcome);
    }

    [Fact]
    public void Does_not_apply_where_nobody_signs_in_and_no_exemption_hides_it()
    {
        Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, Given.Endpoints(Given.PublicEndpoint("GET /products"))).Outcome);
        Assert.Equal(Outcome.Unknown, Given.DecideWithout(SubjectKind.Route, "POST /login", Check, Given.Endpoints(Given.PublicEndpoint("GET /products"), Door(AuthEndpointSign.Marked, Given.Permits(0)))).Outcome);
    }

    [Fact]
    public void Judges_by_an_overridden_limit()
    {
        var table = Given.Endpoints(Door(AuthEndpointSign.SignInSeen, Given.Permits(20)));
        Assert.Equal(Outcome.Pass, Given.DecideAt(20, Check, table).Outcome);
        Assert.Equal(Outcome.Fail, Given.DecideAt(19, Check, table).Outcome);
    }
}
