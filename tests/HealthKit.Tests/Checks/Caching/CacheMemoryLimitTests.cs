using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Caching;

public class CacheMemoryLimitTests
{
    private static readonly Check Check = Checklist.CacheMemoryLimit;
    private static readonly CacheUse Memory = new() { Name = "IMemoryCache", InProcess = true, Bounded = false, Lookups = 500 };
    private static readonly CacheServer Unlimited = Given.RedisServer() with { MaxMemoryBytes = 0 };

    [Fact]
    public void Fails_an_unlimited_server_and_passes_once_it_has_a_limit()
    {
        var red = Given.Decide(Check, Given.CachesOf(), Given.CacheServersOf(Unlimited), Given.Inventory());

        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.Equal("CONFIG SET maxmemory 200mb", red.Remedy);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.CachesOf(), Given.CacheServersOf(Given.RedisServer()), Given.Inventory()).Outcome);
    }

    [Theory]
    [InlineData(0, Outcome.Fail)]
    [InlineData(1, Outcome.Pass)]
    public void Takes_any_finite_limit(long bytes, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.CachesOf(), Given.CacheServersOf(Given.RedisServer() with { MaxMemoryBytes = bytes }), Given.Inventory()).Outcome);

    [Fact]
    public void Warns_of_an_unbounded_cache_in_the_process_beside_a_bounded_server() =>
        Assert.Equal(Outcome.Warn, Given.Decide(Check, Given.CachesOf(Memory), Given.CacheServersOf(Given.RedisServer()), Given.Inventory()).Outcome);

    [Fact]
    public void Fails_when_nothing_is_bounded_and_passes_a_size_limit()
    {
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.CachesOf(Memory), Given.InventoryWithoutCacheServer()).Outcome);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.CachesOf(Memory with { Bounded = true }), Given.InventoryWithoutCacheServer()).Outcome);
    }

    [Fact]
    public void Leaves_out_a_cache_that_the_application_never_looks_up()
    {
        var unused = Memory with { Lookups = 0 };

        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.CachesOf(unused), Given.CacheServersOf(Given.RedisServer()), Given.Inventory()).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.CachesOf(unused), Given.InventoryWithoutCacheServer()).Outcome);
    }

    [Fact]
    public void Is_unknown_while_a_part_is_not_seen_but_fails_on_what_is()
    {
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.CachesOf(), Given.CacheServersOf(Given.RedisServer(), Given.RedisRefusing()), Given.Inventory()).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.CachesOf(Memory with { Bounded = null }), Given.InventoryWithoutCacheServer()).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.CachesOf(), Given.CacheServersOf(Given.RedisServer() with { MaxMemoryBytes = null }), Given.Inventory()).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.CachesPartlySeen(), Given.CacheServersOf(Given.RedisServer()), Given.Inventory()).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.CachesOf(Memory with { Bounded = true }), Given.Inventory()).Doubt);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.CachesOf(), Given.CacheServersOf(Unlimited, Given.RedisRefusing()), Given.Inventory()).Outcome);
    }

    [Fact]
    public void Does_not_apply_without_any_cache() =>
        Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, Given.InventoryWithoutCache(), Given.CachesOf()).Outcome);
}
