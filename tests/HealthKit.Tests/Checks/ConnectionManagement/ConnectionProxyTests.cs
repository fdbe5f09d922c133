using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.ConnectionManagement;

public sealed class ConnectionProxyTests
{
    private static readonly Check Check = Checklist.ConnectionProxy;
    private static readonly PoolEvidence Pools = Given.Pools(Given.Pool());
    private static readonly InventoryEvidence Serverless = Given.Inventory() with { ServerlessPlatform = "K_SERVICE" };

    [Fact]
    public void Fails_a_direct_connection_and_passes_once_a_proxy_is_seen()
    {
        var red = Given.Decide(Check, Serverless, Given.Servers(Given.Server()), Pools);
        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.Equal(Doubt.NotFound, red.Doubt);
        Assert.Equal("shop", Assert.Single(red.Offenders).Subject);
        Assert.True(Check.Attestable);

        var green = Given.Decide(Check, Serverless, Given.Servers(Given.Server() with { Proxy = "backend pid differs" }), Pools);
        Assert.Equal(Outcome.Pass, green.Outcome);
        Assert.Equal("shop: behind a proxy (backend pid differs) on K_SERVICE.", green.Observed);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Serverless, Given.Servers(Given.Server()), Given.Pools(Given.Pool() with { ExternalPool = "pooler" })).Outcome);
    }

    [Fact]
    public void Judges_the_worst_of_several_data_sources() =>
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Serverless, Given.Servers(Given.Server() with { Proxy = "pid" }, Given.Server("reports")), Pools).Outcome);

    [Fact]
    public void Does_not_apply_off_serverless_platforms_where_that_is_known()
    {
        Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, Given.Inventory(), Given.Servers(Given.Server()), Pools).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Inventory() with { PlatformKnown = false }, Given.Servers(Given.Server()), Pools).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Servers(Given.Server()), Pools).Outcome);
    }

    [Fact]
    public void Is_unknown_where_a_data_source_cannot_be_read()
    {
        var proxied = Given.Server() with { Proxy = "pid" };
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Serverless, Given.Servers(proxied, Given.Server("reports") with { Unreadable = "no answer" }), Pools).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Serverless, Given.Servers(proxied), Pools with { BlindSpots = [Given.Hidden] }).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Serverless, Given.Servers(proxied)).Doubt);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Serverless, Given.Servers(), Pools).Outcome);
    }
}
