using HealthKit.Attestation;
using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Scalability;

public sealed class ResponseSizeTests
{
    private static readonly Check Check = Checklist.ResponseSize;

    private static readonly RouteResponseEvidence Small = Given.Lists("GET /products", 1_000, 0, 100);

    [Fact]
    public void Fails_a_large_response_and_passes_once_the_page_is_enforced()
    {
        var red = Given.Decide(Check, Given.Sizes(Small, Given.Lists("GET /orders", 3, 10, 20_000)), Given.Endpoints(Given.PagedEndpoint("GET /products")));
        Assert.Equal((Outcome.Fail, "GET /orders"), (red.Outcome, Assert.Single(red.Offenders).Subject));
        Assert.Contains("20,000 items (limit 1,000)", red.Offenders[0].Observed, StringComparison.Ordinal);
        Assert.Equal((Outcome.Pass, 1_000L), (Given.Decide(Check, Given.Sizes(Small), Given.Endpoints(Given.PagedEndpoint("GET /products"))).Outcome, Given.Decide(Check, Given.Sizes(Small), Given.Endpoints(Given.PagedEndpoint("GET /products"))).Samples));
    }

    [Theory]
    [InlineData(1_048_576, 1_000, Outcome.Pass)]
    [InlineData(1_048_577, 1_000, Outcome.Fail)]
    [InlineData(1_048_576, 1_001, Outcome.Fail)]
    public void Judges_bytes_and_items(long bytes, long items, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.Sizes(Small with { LargestBytes = bytes, MostItems = items }), Given.Endpoints(Given.PagedEndpoint("GET /products", 1_000))).Outcome);

    [Fact]
    public void Fails_without_the_endpoint_table_and_does_not_pass_without_it()
    {
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.Sizes(Small with { LargestBytes = 9_000_000 })).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Sizes(Small)).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Sizes(Small), Given.Endpoints()).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Endpoints(Given.PagedEndpoint("GET /products"))).Outcome);
    }

    [Fact]
    public void Does_not_take_a_page_size_that_nothing_enforces_for_a_bound()
    {
        var unenforced = Given.Endpoints(Given.PagedEndpoint("GET /products", null));
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Sizes(Small), unenforced).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Sizes(Small), Given.Endpoints(Given.PagedEndpoint("GET /products", 1_001))).Outcome);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Sizes(Small with { ClampedAt = 100 }), unenforced).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Sizes(Small), Given.Endpoints(Given.PagedEndpoint("GET /products"), Given.Endpoint("GET /report") with { ReturnsCollection = null })).Outcome);
    }

    [Fact]
    public void Does_not_pass_too_few_responses_or_what_it_cannot_count()
    {
        var table = Given.Endpoints(Given.PagedEndpoint("GET /products"));
        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, Given.Sizes(Small with { Responses = 999 }), table).Doubt);
        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, Given.Sizes(), table).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.Sizes(Small) with { BlindSpots = [Given.Branch] }, table).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.Sizes(Small), table with { BlindSpots = [Given.Branch] }).Doubt);
    }

    [Fact]
    public void Judges_by_an_overridden_limit_and_leaves_exempted_routes_out()
    {
        var large = Given.Sizes(Small, Given.Lists("GET /orders", 3, 10, 900) with { LargestBytes = 3_000_000 });
        var table = Given.Endpoints(Given.PagedEndpoint("GET /products"), Given.PagedEndpoint("GET /orders", 900));
        Assert.Equal(Outcome.Pass, Given.DecideAt(4_194_304, Check, large, table).Outcome);
        Assert.Equal(Outcome.Fail, Given.DecideAt(2_097_152, Check, large, table).Outcome);
        Assert.Equal(Outcome.Pass, Given.DecideWithout(SubjectKind.Route, "GET /orders", Check, large, table).Outcome);
    }
}
