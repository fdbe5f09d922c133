using HealthKit.Attestation;
using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Caching;

public class KeyExpiryTests
{
    private static readonly Check Check = Checklist.KeyExpiry;
    private static readonly CacheEvidence Caches = Given.CachesOf(Given.CacheUseOf(Given.ReadThrough("product:", 900, 100)));

    [Fact]
    public void Fails_keys_that_never_expire_and_passes_them_once_they_do()
    {
        var red = Given.RedisServer() with { KeysWithExpiry = 4_000, Prefixes = [Given.Keys("product:", 600, 500), Given.Keys("price:", 400)] };

        var verdict = Given.Decide(Check, Caches, Given.CacheServersOf(red), Given.Inventory());

        Assert.Equal(Outcome.Fail, verdict.Outcome);
        Assert.Equal("product: on redis", verdict.Offenders[0].Subject);
        Assert.Contains("50 % of cache keys expire (limit 100 %)", verdict.Observed, StringComparison.Ordinal);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Caches, Given.CacheServersOf(Given.RedisServer()), Given.Inventory()).Outcome);
    }

    [Theory]
    [InlineData(50, Outcome.Warn)]
    [InlineData(51, Outcome.Fail)]
    public void Warns_down_to_95_percent(long withoutExpiry, Outcome expected)
    {
        var server = Given.RedisServer() with { KeysWithExpiry = 9_000, Prefixes = [Given.Keys("product:", 1_000, withoutExpiry)] };

        Assert.Equal(expected, Given.Decide(Check, Caches, Given.CacheServersOf(server), Given.Inventory()).Outcome);
    }

    [Fact]
    public void Judges_by_an_overridden_limit()
    {
        var server = Given.RedisServer() with { SampleIsComplete = true, SampledKeys = 1_000, Keys = 1_000, KeysWithExpiry = 980, Prefixes = [Given.Keys("product:", 1_000, 20)] };

        Assert.Equal(Outcome.Pass, Given.DecideAt(0.97, Check, Caches, Given.CacheServersOf(server), Given.Inventory()).Outcome);
        Assert.Equal(Outcome.Warn, Given.DecideAt(0.99, Check, Caches, Given.CacheServersOf(server), Given.Inventory()).Outcome);
    }

    [Fact]
    public void Does_not_believe_a_clean_sample_that_leaves_keys_unexplained()
    {
        var server = Given.RedisServer() with { KeysWithExpiry = 9_999 };

        var verdict = Given.Decide(Check, Caches, Given.CacheServersOf(server), Given.Inventory());

        Assert.Equal(Outcome.Unknown, verdict.Outcome);
        Assert.Contains("1 key on redis never expire", verdict.Observed, StringComparison.Ordinal);
    }

    [Fact]
    public void Passes_a_server_whose_only_lasting_keys_are_a_key_ring()
    {
        var server = Given.RedisServer() with { KeysWithExpiry = 9_999, Prefixes = [.. Given.RedisServer().Prefixes, Given.Keys("DataProtection-Keys", 1, 1, "key ring")] };

        var verdict = Given.Decide(Check, Caches, Given.CacheServersOf(server), Given.Inventory());

        Assert.Equal(Outcome.Pass, verdict.Outcome);
        Assert.Contains("DataProtection-Keys (key ring)", verdict.Observed, StringComparison.Ordinal);
    }

    [Fact]
    public void Takes_an_exempted_prefix_for_no_cache_without_losing_count()
    {
        var server = Given.RedisServer() with { KeysWithExpiry = 9_990, Prefixes = [Given.Keys("product:", 990), Given.Keys("jobs:", 10, 10)] };

        Assert.Equal(Outcome.Warn, Given.Decide(Check, Caches, Given.CacheServersOf(server), Given.Inventory()).Outcome);
        Assert.Equal(Outcome.Pass, Given.DecideWithout(SubjectKind.KeyPrefix, "jobs:", Check, Caches, Given.CacheServersOf(server), Given.Inventory()).Outcome);
    }

    [Fact]
    public void Fails_values_that_the_service_stores_without_expiry_in_the_process()
    {
        var caches = Given.CachesOf(Given.CacheUseOf(Given.ReadThrough("rates:", 900, 100) with { SetsWithExpiry = 10, SetsWithoutExpiry = 90 }) with { Name = "IMemoryCache", InProcess = true });

        var verdict = Given.Decide(Check, caches, Given.InventoryWithoutCacheServer());

        Assert.Equal(Outcome.Fail, verdict.Outcome);
        Assert.Equal("rates: in IMemoryCache", Assert.Single(verdict.Offenders).Subject);
    }

    [Fact]
    public void Leaves_open_what_is_stored_for_good_but_never_filled_after_a_miss()
    {
        var caches = Given.CachesOf(Given.CacheUseOf(Given.ReadThrough("product:", 900, 100), new CachePrefix { Prefix = "countries:", Hits = 500, SetsWithoutExpiry = 200 }));

        var verdict = Given.Decide(Check, caches, Given.InventoryWithoutCacheServer());

        Assert.Equal(Outcome.Unknown, verdict.Outcome);
        Assert.Contains("countries:", verdict.Observed, StringComparison.Ordinal);
    }

    [Fact]
    public void Is_unknown_while_one_of_two_servers_is_not_read_but_fails_on_the_other()
    {
        var red = Given.RedisServer() with { KeysWithExpiry = 4_000, Prefixes = [Given.Keys("product:", 600, 500)] };

        Assert.Equal(Doubt.Blind, Given.Decide(Check, Caches, Given.CacheServersOf(Given.RedisServer(), Given.RedisRefusing()), Given.Inventory()).Doubt);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Caches, Given.CacheServersOf(red, Given.RedisRefusing()), Given.Inventory()).Outcome);
    }

    [Fact]
    public void Is_unknown_when_the_server_is_not_read_at_all_or_holds_nothing()
    {
        var unsampled = Given.RedisServer() with { KeysWithExpiry = 9_000, SampledKeys = 0, Prefixes = [], SampleUnreadable = "NOPERM. Grant it: ACL SETUSER healthkit +scan" };

        Assert.Equal(Doubt.Blind, Given.Decide(Check, Caches, Given.Inventory()).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Caches).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Caches, Given.CacheServersOf(), Given.Inventory()).Doubt);
        Assert.Contains("+scan", Given.Decide(Check, Caches, Given.CacheServersOf(unsampled), Given.Inventory()).Reason, StringComparison.Ordinal);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.CachesOf(), Given.CacheServersOf(new CacheServer { Name = "redis", Keys = 0, KeysWithExpiry = 0, SampleIsComplete = true }), Given.Inventory()).Outcome);
    }

    [Theory]
    [InlineData(99, Outcome.Unknown)]
    [InlineData(100, Outcome.Pass)]
    public void Needs_a_hundred_keys_or_stored_values(long stored, Outcome expected)
    {
        var caches = Given.CachesOf(Given.CacheUseOf(Given.ReadThrough("product:", 900, stored)));

        Assert.Equal(expected, Given.Decide(Check, caches, Given.InventoryWithoutCacheServer()).Outcome);
    }

    [Fact]
    public void Does_not_apply_without_any_cache() =>
        Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, Given.InventoryWithoutCache(), Caches).Outcome);

    [Fact]
    public void Decides_by_keys_where_figures_are_refused_and_by_figures_where_expiries_are()
    {
        const string NoInfo = "The user shop may not run INFO. Run ACL SETUSER shop +info";
        const string NoTtl = "The user shop may not run TTL. Run ACL SETUSER shop +ttl";
        var keysOnly = new CacheServer { Name = "redis", Unreadable = NoInfo, SampledKeys = 200, SampleIsComplete = true, Prefixes = [Given.Keys("product:", 200)] };
        var figuresOnly = Given.RedisServer() with { ExpiriesUnreadable = NoTtl };

        Assert.Equal(Outcome.Pass, Given.Decide(Check, Caches, Given.CacheServersOf(keysOnly), Given.Inventory()).Outcome);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Caches, Given.CacheServersOf(keysOnly with { Prefixes = [Given.Keys("product:", 200, 100)] }), Given.Inventory()).Outcome);
        Assert.Contains("+info", Given.Decide(Check, Caches, Given.CacheServersOf(keysOnly with { SampleIsComplete = false }), Given.Inventory()).Reason, StringComparison.Ordinal);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Caches, Given.CacheServersOf(figuresOnly), Given.Inventory()).Outcome);
        Assert.Contains("+ttl", Given.Decide(Check, Caches, Given.CacheServersOf(figuresOnly with { KeysWithExpiry = 9_000 }), Given.Inventory()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Needs_no_more_keys_than_there_are()
    {
        var few = Given.RedisServer() with { Keys = 4, KeysWithExpiry = 4, SampledKeys = 4, SampleIsComplete = true, Prefixes = [Given.Keys("product:", 4)] };

        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.CachesOf(), Given.CacheServersOf(few), Given.Inventory()).Outcome);
        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, Given.CachesOf(), Given.CacheServersOf(few with { SampleIsComplete = false }), Given.Inventory()).Doubt);
        Assert.Equal("No cache key was seen yet.", Given.Decide(Check, Given.CachesOf(), Given.InventoryWithoutCacheServer()).Observed);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.CachesOf(), Given.CacheServersOf(few with { Keys = 0, KeysWithExpiry = 0, SampledKeys = 0, Prefixes = [] }), Given.Inventory()).Outcome);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.CachesOf(), Given.CacheServersOf(few with { KeysWithExpiry = 3, Prefixes = [Given.Keys("product:", 4, 1)] }), Given.Inventory()).Outcome);
    }

    [Fact]
    public void Lets_a_sample_refute_and_not_prove_where_the_server_does_not_count_its_keys()
    {
        var garnet = Given.RedisServer() with { Keys = null, KeysWithExpiry = null, SampledKeys = 400, SampleIsComplete = false, Prefixes = [Given.Keys("product:", 400)] };

        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.CachesOf(), Given.CacheServersOf(garnet), Given.Inventory()).Doubt);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.CachesOf(), Given.CacheServersOf(garnet with { Prefixes = [Given.Keys("product:", 400, 200)] }), Given.Inventory()).Outcome);
    }
}
