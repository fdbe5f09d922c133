using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Reliability;

public class DependencyTimeoutsTests
{
    private static readonly Check Check = Checklist.DependencyTimeouts;
    private static readonly OutboundHttpEvidence Http = Given.ClientsOf(Given.GuardedClient());
    private static readonly PoolEvidence Pools = Given.PoolWithTimeouts();
    private static readonly CacheClientEvidence Caches = Given.CacheClientWithTimeouts();

    [Fact]
    public void Fails_an_infinite_command_timeout_and_passes_once_all_are_explicit()
    {
        var red = Given.Decide(Check, Given.Inventory(), Http, Caches, Pools.With(static pool => pool with { CommandTimeout = TimeSpan.Zero }));

        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.Contains("shop: Command Timeout is infinite", red.Observed, StringComparison.Ordinal);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Inventory(), Http, Caches, Pools).Outcome);
    }

    [Fact]
    public void Fails_a_context_that_takes_the_limit_away_and_passes_one_that_sets_its_own()
    {
        static PoolEvidence Set(double seconds) => Pools.With(pool => pool with { CommandTimeoutOverrides = [new CommandTimeoutOverride { Owner = "Shop", Timeout = TimeSpan.FromSeconds(seconds) }] });

        var red = Given.Decide(Check, Given.Inventory(), Http, Caches, Set(0));
        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.Equal("CommandTimeout of Shop is infinite (limit: explicit)", Assert.Single(red.Offenders).Observed);

        var green = Given.Decide(Check, Given.Inventory(), Http, Caches, Set(7));
        Assert.Equal(Outcome.Pass, green.Outcome);
        Assert.Contains("CommandTimeout of Shop 7 s", green.Observed, StringComparison.Ordinal);
    }

    [Fact]
    public void Warns_of_a_default_in_any_kind_of_dependency()
    {
        var redis = Caches with { Clients = [Caches.Clients[0] with { SyncTimeoutSetting = TimeoutSetting.Default }] };
        var client = Given.ClientsOf(Given.GuardedClient() with { TimeoutSetting = TimeoutSetting.Default, Timeout = TimeSpan.FromSeconds(100) });

        Assert.Equal(Outcome.Warn, Given.Decide(Check, Given.Inventory(), Http, Caches, Pools.With(static pool => pool with { AcquireTimeoutExplicit = false })).Outcome);
        Assert.Equal("Add syncTimeout=1000 to the Redis configuration.", Assert.Single(Given.Decide(Check, Given.Inventory(), Http, redis, Pools).Offenders).Remedy);
        Assert.Contains("100 s by default", Given.Decide(Check, Given.Inventory(), client, Caches, Pools).Observed, StringComparison.Ordinal);
    }

    [Fact]
    public void Warns_of_a_raw_client_as_not_found()
    {
        var verdict = Given.Decide(Check, Given.Inventory(), Given.ClientsOf(Given.GuardedClient(), Given.RawClient()), Caches, Pools);

        Assert.Equal(Outcome.Warn, verdict.Outcome);
        Assert.Equal(Doubt.NotFound, verdict.Doubt);
    }

    [Fact]
    public void Does_not_pass_while_a_kind_of_dependency_is_not_read()
    {
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.Inventory(), Http, Caches).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.Inventory(), Http, Pools).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.Inventory(), Caches, Pools).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.Inventory(), Given.ClientsOf(), Caches, Pools).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.Inventory(), Http, Caches, Pools with { Pools = [] }).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.Inventory(), Http, Caches, Pools with { BlindSpots = [new BlindSpot("legacy", "It was created outside DI.", "Call UseHealthKit().")] }).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.Inventory(), Given.ClientsOf(Given.GuardedClient() with { TimeoutSetting = TimeoutSetting.Unreadable }), Caches, Pools).Doubt);
    }

    [Fact]
    public void Still_fails_on_what_was_seen_while_the_rest_is_blind() =>
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.Inventory(), Pools.With(static pool => pool with { AcquireTimeout = TimeSpan.Zero })).Outcome);

    [Fact]
    public void Asks_nothing_of_dependencies_that_do_not_exist()
    {
        var databaseOnly = Given.Inventory() with { CacheClients = [], HttpClients = 0, OutboundCalls = 0 };

        Assert.Equal(Outcome.Pass, Given.Decide(Check, databaseOnly, Pools).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, databaseOnly with { OutboundCalls = null }, Pools).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, databaseOnly with { DatabaseDrivers = [], DataSources = [] }).Outcome);
    }

    [Fact]
    public void Does_not_pass_beside_a_driver_whose_calls_nobody_sees()
    {
        var beside = Given.Decide(Check, Given.Inventory() with { DatabaseDrivers = ["Microsoft.Data.SqlClient", "Npgsql"], UnseenDrivers = ["Microsoft.Data.SqlClient"] }, Http, Caches, Pools);

        Assert.Equal(Doubt.Blind, beside.Doubt);
        Assert.Contains("Microsoft.Data.SqlClient is loaded", beside.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(999, Outcome.Unknown)]
    [InlineData(1_000, Outcome.Pass)]
    public void Needs_a_thousand_requests(long requests, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.Inventory() with { Requests = requests }, Http, Caches, Pools).Outcome);

    [Fact]
    public void Is_unknown_without_an_inventory() => Assert.Equal(Outcome.Unknown, Given.Decide(Check, Http, Caches, Pools).Outcome);
}
