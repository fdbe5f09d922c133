using HealthKit.Attestation;
using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Security;

public sealed class AuthenticationCoverageTests
{
    private static readonly Check Check = Checklist.AuthenticationCoverage;

    [Fact]
    public void Fails_an_undeclared_open_endpoint_and_passes_once_it_is_protected()
    {
        var red = Given.Decide(Check, Given.Endpoints(Given.Endpoint("GET /orders"), Given.Endpoint("GET /admin") with { Protection = EndpointProtection.Open }));
        Assert.Equal((Outcome.Fail, Doubt.Refuted), (red.Outcome, red.Doubt));
        Assert.Equal("GET /admin", Assert.Single(red.Offenders).Subject);
        Assert.Contains("Of 2 endpoints not declared public 1 refuses anonymous callers", red.Observed, StringComparison.Ordinal);

        var green = Given.Decide(Check, Given.Endpoints(Given.Endpoint("GET /orders"), Given.Endpoint("GET /admin"), Given.PublicEndpoint("GET /")));
        Assert.Equal((Outcome.Pass, VerdictSource.Inspected), (green.Outcome, green.Source));
        Assert.Equal("Of 2 endpoints not declared public 2 refuse anonymous callers; 1 declared public.", green.Observed);
    }

    [Fact]
    public void Asks_for_a_scheme_only_where_nothing_is_protected_yet()
    {
        var open = Given.Endpoint("POST /login") with { Protection = EndpointProtection.Open };

        Assert.Null(Given.Decide(Check, Given.Endpoints(open)).Remedy);
        Assert.StartsWith("Put [Authorize] or .RequireAuthorization() on each endpoint named above, or say that it is public", Given.Decide(Check, Given.Endpoints(open, Given.Endpoint("GET /orders"))).Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Knows_nothing_of_an_empty_or_unreadable_table()
    {
        Assert.Equal(Outcome.Unknown, Given.Decide(Check).Outcome);
        Assert.Equal((Outcome.Unknown, Doubt.Blind), (Given.Decide(Check, Given.Endpoints()).Outcome, Given.Decide(Check, Given.Endpoints()).Doubt));
        Assert.Equal("MVC routes by itself.", Given.Decide(Check, Given.Endpoints() with { Unreadable = "MVC routes by itself." }).Reason);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Endpoints(Given.Endpoint("GET /health") with { Kind = EndpointKind.Health, Protection = EndpointProtection.Open })).Outcome);
    }

    [Theory]
    [InlineData(4, 0, Outcome.Unknown)]
    [InlineData(5, 0, Outcome.Pass)]
    [InlineData(50, 1, Outcome.Fail)]
    public void Judges_an_opaque_endpoint_by_what_anonymous_callers_got(long refusals, long successes, Outcome expected)
    {
        var opaque = Given.Endpoint("GET /partners") with { Protection = EndpointProtection.Opaque, AnonymousRefusals = refusals, AnonymousSuccesses = successes };
        Assert.Equal(expected, Given.Decide(Check, Given.Endpoints(Given.Endpoint("GET /orders"), opaque)).Outcome);
        Assert.Equal(expected is Outcome.Unknown ? Outcome.Fail : expected, Given.Decide(Check, Given.Endpoints(opaque with { Protection = EndpointProtection.Open })).Outcome);
    }

    [Fact]
    public void Believes_an_anonymous_success_more_than_a_policy()
    {
        var verdict = Given.Decide(Check, Given.Endpoints(Given.Endpoint("GET /orders") with { AnonymousSuccesses = 1 }));
        Assert.Equal((Outcome.Fail, VerdictSource.Measured), (verdict.Outcome, verdict.Source));
    }

    [Fact]
    public void Takes_neither_static_assets_nor_declared_endpoints_for_open()
    {
        var asset = Given.Endpoint("GET /site.css") with { Kind = EndpointKind.StaticAsset, Protection = EndpointProtection.Open, AnonymousSuccesses = 900 };
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Endpoints(asset, Given.Endpoint("GET /orders"), Given.PublicEndpoint("GET /products") with { AnonymousSuccesses = 900 })).Outcome);
    }

    [Fact]
    public void Leaves_a_service_that_declares_everything_public_to_a_persons_statement()
    {
        var verdict = Given.Decide(Check, Given.Endpoints(Given.PublicEndpoint("GET /"), Given.PublicEndpoint("GET /products")));
        Assert.Equal((Outcome.Unknown, Doubt.Blind), (verdict.Outcome, verdict.Doubt));
    }

    [Fact]
    public void Does_not_pass_beside_a_part_outside_the_table_but_still_fails()
    {
        var table = Given.Endpoints(Given.Endpoint("GET /orders")) with { BlindSpots = [Given.Branch] };
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, table).Outcome);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, table with { Endpoints = [Given.Endpoint("GET /orders") with { Protection = EndpointProtection.Open }] }).Outcome);
    }

    [Fact]
    public void Groups_a_hundred_open_endpoints_by_area()
    {
        var endpoints = Enumerable.Range(0, 100).Select(static n => Given.Endpoint($"GET /api/v1/{(n % 2 == 0 ? "orders" : "carts")}/{{id}}/part{n}") with { Protection = EndpointProtection.Open });
        var verdict = Given.Decide(Check, Given.Endpoints([.. endpoints]));
        Assert.Equal(["/api/v1/orders (50 endpoints)", "/api/v1/carts (50 endpoints)"], verdict.Offenders.Select(static offender => offender.Subject));
        Assert.EndsWith("and 47 more", verdict.Offenders[0].Observed, StringComparison.Ordinal);
    }

    [Fact]
    public void Judges_what_an_exemption_leaves_and_nothing_when_it_leaves_nothing()
    {
        var table = Given.Endpoints(Given.Endpoint("GET /orders"), Given.Endpoint("GET /admin") with { Protection = EndpointProtection.Open });
        Assert.Equal(Outcome.Pass, Given.DecideWithout(SubjectKind.Route, "GET /admin", Check, table).Outcome);
        Assert.Equal(Outcome.Unknown, Given.DecideWithout(SubjectKind.Route, "GET *", Check, table).Outcome);
    }
}
