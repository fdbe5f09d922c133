using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Caching;

public class EvictionPolicyTests
{
    private static readonly Check Check = Checklist.EvictionPolicy;

    [Fact]
    public void Fails_noeviction_and_passes_once_the_remedy_was_pasted()
    {
        var red = Given.Decide(Check, Given.CacheServersOf(Given.RedisServer() with { MaxMemoryPolicy = "noeviction" }));

        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.Equal("CONFIG SET maxmemory-policy allkeys-lru", red.Remedy);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.CacheServersOf(Given.RedisServer())).Outcome);
    }

    [Theory]
    [InlineData("allkeys-lru", Outcome.Pass)]
    [InlineData("allkeys-lfu", Outcome.Pass)]
    [InlineData("volatile-lru", Outcome.Pass)]
    [InlineData("volatile-lfu", Outcome.Pass)]
    [InlineData("volatile-ttl", Outcome.Warn)]
    [InlineData("volatile-random", Outcome.Warn)]
    [InlineData("allkeys-random", Outcome.Warn)]
    [InlineData("noeviction", Outcome.Fail)]
    public void Judges_each_policy(string policy, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.CacheServersOf(Given.RedisServer() with { MaxMemoryPolicy = policy })).Outcome);

    [Fact]
    public void Warns_of_volatile_lru_where_keys_never_expire() =>
        Assert.Equal(Outcome.Warn, Given.Decide(Check, Given.CacheServersOf(Given.RedisServer() with { MaxMemoryPolicy = "volatile-lru", Prefixes = [Given.Keys("product:", 1_000, 1)] })).Outcome);

    [Fact]
    public void Does_not_advise_to_evict_a_key_ring()
    {
        var shared = Given.RedisServer() with { MaxMemoryPolicy = "noeviction", Prefixes = [Given.Keys("product:", 999), Given.Keys("DataProtection-Keys", 1, 1, "key ring")] };

        Assert.Equal("CONFIG SET maxmemory-policy volatile-lru", Given.Decide(Check, Given.CacheServersOf(shared)).Remedy);
    }

    [Fact]
    public void Is_unknown_while_a_server_is_not_read_but_fails_on_another()
    {
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.CacheServersOf(Given.RedisServer(), Given.RedisRefusing())).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.CacheServersOf(new CacheServer { Name = "garnet", Product = "garnet" })).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.CacheServersOf()).Doubt);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check).Outcome);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.CacheServersOf(Given.RedisServer() with { MaxMemoryPolicy = "noeviction" }, Given.RedisRefusing())).Outcome);
    }

    [Fact]
    public void Does_not_apply_without_a_cache_server() =>
        Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, Given.InventoryWithoutCacheServer()).Outcome);
}
