using HealthKit.Attestation;
using HealthKit.Checks;

namespace HealthKit.Tests.Checks.ConnectionManagement;

public sealed class ConnectionPoolingTests
{
    private static readonly Check Check = Checklist.ConnectionPooling;

    [Fact]
    public void Fails_a_data_source_that_does_not_pool_and_passes_once_it_does()
    {
        var red = Given.Decide(Check, Given.Pools(Given.Pool() with { Pooling = false }));
        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.Equal("shop", Assert.Single(red.Offenders).Subject);

        var green = Given.Decide(Check, Given.Pools(Given.Pool()));
        Assert.Equal(Outcome.Pass, green.Outcome);
        Assert.Contains("10 connections made beyond the pool's size for 5,000 opens, 0.2 per 100 (limit under 1)", green.Observed, StringComparison.Ordinal);
    }

    [Fact]
    public void Passes_without_a_pool_of_its_own_behind_an_external_one() =>
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Pools(Given.Pool() with { Pooling = false, ExternalPool = "backend pid differs" })).Outcome);

    [Theory]
    [InlineData(49, Outcome.Pass)]
    [InlineData(50, Outcome.Fail)]
    public void Draws_the_line_at_one_connection_for_a_hundred_opens(long made, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.Pools(Given.Pool() with { PhysicalOpens = made })).Outcome);

    [Theory]
    [InlineData(999, Outcome.Unknown)]
    [InlineData(1_000, Outcome.Pass)]
    public void Says_how_many_opens_it_saw_before_a_thousand(long opens, Outcome expected)
    {
        var verdict = Given.Decide(Check, Given.Pools(Given.Pool() with { LogicalOpens = opens, PhysicalOpens = 5 }));
        Assert.Equal(expected, verdict.Outcome);
        Assert.True(expected is Outcome.Pass || verdict.Reason == "999 opens so far, 1,000 are needed.");
    }

    [Fact]
    public void Does_not_blame_a_quiet_service_for_closing_what_is_idle()
    {
        var quiet = Given.Pools(Given.Pool() with { LogicalOpens = 5_000, PhysicalOpens = 900 }) with { Uptime = TimeSpan.FromHours(24) };
        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, quiet).Doubt);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, quiet with { Uptime = TimeSpan.FromMinutes(50) }).Outcome);
    }

    [Fact]
    public void Fails_a_pool_for_each_request_but_not_one_for_each_tenant()
    {
        var red = Given.Decide(Check, Given.Pools(Given.Pool() with { LogicalOpens = 3, PhysicalOpens = 3 }) with { PoolsCreated = 1_000 });
        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.Contains("1,000 pools were created", red.Observed, StringComparison.Ordinal);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Pools(Given.Pool() with { LogicalOpens = 50_000, PhysicalOpens = 200 }) with { PoolsCreated = 200 }).Outcome);
    }

    [Theory]
    [InlineData(2_000, 0, 1, Outcome.Pass)]
    [InlineData(2_000, 18, 1, Outcome.Pass)]
    [InlineData(2_000, 19, 1, Outcome.Unknown)]
    [InlineData(2_000, 0, 20, Outcome.Unknown)]
    [InlineData(999, 0, 1, Outcome.Unknown)]
    public void Takes_requests_that_query_for_opens_that_cannot_be_seen(long requests, long made, int created, Outcome expected)
    {
        var blind = Given.Pools(Given.Pool() with { LogicalOpens = null, PhysicalOpens = made }) with { QueryingRequests = requests, PoolsCreated = created };

        Assert.Equal(expected, Given.Decide(Check, blind).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, blind with { Pools = [.. blind.Pools, Given.Pool() with { Name = "other", LogicalOpens = null, PhysicalOpens = null }] }).Outcome);
    }

    [Fact]
    public void Lets_one_of_two_blind_pools_keep_a_pass_away()
    {
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.Pools(Given.Pool(), Given.Pool("reports") with { LogicalOpens = null })).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.Pools(Given.Pool(), Given.Pool("reports") with { PhysicalOpens = null })).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.Pools(Given.Pool()) with { BlindSpots = [Given.Hidden] }).Doubt);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.Pools(Given.Pool() with { Pooling = false }) with { BlindSpots = [Given.Hidden] }).Outcome);
    }

    [Fact]
    public void Counts_a_rarely_used_pool_among_all_of_them()
    {
        var rare = Given.Pool("reports") with { LogicalOpens = 12, PhysicalOpens = 2 };
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Pools(Given.Pool(), rare)).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Pools(Given.Pool(), rare with { LogicalOpens = 900, PhysicalOpens = 900 })).Outcome);
    }

    [Fact]
    public void Is_unknown_without_pools_or_with_everything_exempted()
    {
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Pools()).Outcome);
        Assert.Equal(Outcome.Unknown, Given.DecideWithout(SubjectKind.Client, "shop", Check, Given.Pools(Given.Pool())).Outcome);
    }

    [Fact]
    public void Does_not_apply_without_a_database() => Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, Given.InventoryWithoutDatabase()).Outcome);

    [Fact]
    public void Says_the_figures_of_one_pool_once_and_counts_no_opens_that_nobody_sees()
    {
        Assert.Equal("shop: 10 connections made beyond the pool's size for 5,000 opens, 0.2 per 100 (limit under 1).", Given.Decide(Check, Given.Pools(Given.Pool())).Observed);
        Assert.Equal("shop: its opens cannot be seen; 4.6 says what would show them.", Given.Decide(Check, Given.Pools(Given.Pool() with { LogicalOpens = null })).Reason);
    }
}
