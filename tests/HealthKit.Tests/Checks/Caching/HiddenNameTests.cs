using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Caching;

/// <summary>Names that were hidden look alike: what is true of one of them says nothing of another.</summary>
public class HiddenNameTests
{
    [Theory]
    [InlineData("jobs", 0)]
    [InlineData("(name)", 1)]
    [InlineData("shop:(name)", 1)]
    public void A_store_on_the_server_excuses_the_cache_of_that_name_alone(string prefix, int offenders)
    {
        var caches = Given.CachesOf(Given.CacheUseOf(Given.ReadThrough(prefix, 900, 100) with { SetsWithoutExpiry = 100 }));
        var servers = Given.CacheServersOf(Given.RedisServer() with { Prefixes = [Given.Keys(prefix, 10, 10, "queue")] });

        Assert.Equal(offenders, StoredExpiry.Of(caches, servers).Offenders.Count);
    }

    [Theory]
    [InlineData("product", false)]
    [InlineData("(name)", true)]
    public void An_observed_cache_accounts_for_keys_on_the_server_of_that_name_alone(string prefix, bool unseen)
    {
        var caches = Given.CachesOf(Given.CacheUseOf(Given.ReadThrough(prefix, 900, 100))) with { ServerOnly = [new BlindSpot("StackExchange.Redis", "It shows no keys.", "Use IDistributedCache.")] };
        var servers = Given.CacheServersOf(Given.RedisServer() with { Prefixes = [Given.Keys(prefix, 100)] });

        Assert.Equal(unseen, CacheTraffic.UnseenClient(caches, servers) is not null);
    }
}
