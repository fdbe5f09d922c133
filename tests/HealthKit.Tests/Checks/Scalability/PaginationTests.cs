using HealthKit.Attestation;
using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Scalability;

public sealed class PaginationTests
{
    private static readonly Check Check = Checklist.Pagination;

    [Fact]
    public void Fails_a_list_without_pages_and_passes_once_it_has_them()
    {
        var red = Given.Decide(Check, Given.Endpoints(Given.ListEndpoint("GET /orders"), Given.PagedEndpoint("GET /products")), Given.Sizes(Given.Lists("GET /orders", 40, 3, 812)));
        Assert.Equal((Outcome.Fail, "GET /orders"), (red.Outcome, Assert.Single(red.Offenders).Subject));
        Assert.Contains("up to 812 items returned", red.Offenders[0].Observed, StringComparison.Ordinal);

        var green = Given.Decide(Check, Given.Endpoints(Given.PagedEndpoint("GET /orders"), Given.PagedEndpoint("GET /products")));
        Assert.Equal((Outcome.Pass, 2L), (green.Outcome, green.Samples));
    }

    [Fact]
    public void Needs_a_size_and_a_position()
    {
        Assert.Contains("no cursor or offset", Given.Decide(Check, Given.Endpoints(Given.ListEndpoint("GET /a") with { PageSizeParameter = "take" })).Offenders[0].Observed, StringComparison.Ordinal);
        Assert.Contains("no page size", Given.Decide(Check, Given.Endpoints(Given.ListEndpoint("GET /a") with { PagePositionParameter = "page" })).Offenders[0].Observed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(30, 100, 100, Outcome.Pass)]
    [InlineData(29, 100, 100, Outcome.Fail)]
    [InlineData(30, 101, 101, Outcome.Fail)]
    [InlineData(30, 99, 100, Outcome.Fail)]
    public void Takes_the_same_small_count_over_thirty_responses_for_bounded(long responses, long fewest, long most, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.Endpoints(Given.ListEndpoint("GET /countries")), Given.Sizes(Given.Lists("GET /countries", responses, fewest, most))).Outcome);

    [Fact]
    public void Believes_a_declaration_with_a_reason() =>
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Endpoints(Given.ListEndpoint("GET /shelves") with { BoundedResultsReason = "A warehouse has 12 shelves." })).Outcome);

    [Fact]
    public void Does_not_fail_a_list_that_may_take_its_page_out_of_sight()
    {
        var hidden = Given.ListEndpoint("GET /orders") with { PagingUnreadable = "a handler that reads the request itself" };
        var verdict = Given.Decide(Check, Given.Endpoints(hidden, Given.PagedEndpoint("GET /products")));
        Assert.Equal((Outcome.Unknown, "GET /orders"), (verdict.Outcome, Assert.Single(verdict.Offenders).Subject));
        Assert.StartsWith("1 of 2 endpoints", verdict.Observed, StringComparison.Ordinal);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Endpoints(hidden with { BoundedResultsReason = "A warehouse has 12 shelves." })).Outcome);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.Endpoints(hidden, Given.ListEndpoint("GET /lines"))).Outcome);
    }

    [Fact]
    public void Names_opaque_endpoints_unless_traffic_tells()
    {
        var opaque = Given.Endpoint("GET /report") with { ReturnsCollection = null };
        var table = Given.Endpoints(Given.PagedEndpoint("GET /products"), opaque);
        var verdict = Given.Decide(Check, table);
        Assert.Equal((Outcome.Unknown, "GET /report"), (verdict.Outcome, verdict.Offenders[0].Subject));

        var single = new RouteResponseEvidence { Route = "GET /report", Responses = 30, SingleResponses = 30 };
        Assert.Equal(Outcome.Pass, Given.Decide(Check, table, Given.Sizes(single)).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, table, Given.Sizes(single with { SingleResponses = 29 })).Outcome);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, table, Given.Sizes(Given.Lists("GET /report", 1, 5, 5))).Outcome);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Endpoints(Given.PagedEndpoint("GET /products"), Given.Endpoint("POST /orders") with { ReturnsCollection = null })).Outcome);
    }

    [Fact]
    public void Asks_nothing_of_an_opaque_endpoint_that_takes_pages_or_says_why_it_needs_none()
    {
        var opaque = Given.Endpoint("GET /report") with { ReturnsCollection = null };
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Endpoints(opaque with { PageSizeParameter = "size", PagePositionParameter = "page" })).Outcome);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Endpoints(opaque with { BoundedResultsReason = "a form" })).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Endpoints(opaque with { PageSizeParameter = "size" })).Outcome);
    }

    [Fact]
    public void Does_not_apply_where_nothing_returns_a_list()
    {
        Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, Given.Endpoints(Given.Endpoint("GET /orders/{id}"))).Outcome);
        Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, Given.Endpoints(Given.Endpoint("GET /report") with { ReturnsCollection = null }), Given.Sizes(new RouteResponseEvidence { Route = "GET /report", Responses = 30, SingleResponses = 30 })).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Endpoints()).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Endpoints(Given.Endpoint("GET /a")) with { BlindSpots = [Given.Branch] }).Outcome);
        Assert.Equal(Outcome.Unknown, Given.DecideWithout(SubjectKind.Route, "GET /orders", Check, Given.Endpoints(Given.Endpoint("GET /"), Given.ListEndpoint("GET /orders"))).Outcome);
    }
}
