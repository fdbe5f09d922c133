using HealthKit.Attestation;
using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Caching;

public class KeyNamespacesTests
{
    private static readonly Check Check = Checklist.KeyNamespaces;
    private static readonly CacheEvidence NoCaches = Given.CachesOf();

    [Fact]
    public void Fails_two_redis_types_under_one_prefix_and_passes_once_they_are_apart()
    {
        var red = Given.RedisServer() with { Prefixes = [Given.Keys("product:", 600) with { Types = ["string", "hash"], TypesOfOneForm = ["string", "hash"] }, Given.Keys("price:", 400)] };

        var verdict = Given.Decide(Check, NoCaches, Given.CacheServersOf(red), Given.Inventory());

        Assert.Equal(Outcome.Fail, verdict.Outcome);
        Assert.Equal(new Offender("product: on redis", "holds string and hash values under keys that differ in their ids alone, over 600 sampled keys"), Assert.Single(verdict.Offenders));
        Assert.Equal(Outcome.Pass, Given.Decide(Check, NoCaches, Given.CacheServersOf(Given.RedisServer()), Given.Inventory()).Outcome);
    }

    [Fact]
    public void Fails_two_value_types_under_one_prefix_at_the_api()
    {
        var prefix = Given.ReadThrough("item:", 2_000, 500);

        var verdict = Given.Decide(Check, Given.CachesOf(Given.CacheUseOf(prefix with { ValueTypes = ["Product", "Price"], TypesOfOneForm = ["Product", "Price"] })), Given.CacheServersOf(Given.RedisServer()), Given.Inventory());

        Assert.Equal(Outcome.Fail, verdict.Outcome);
        Assert.Contains("holds Product and Price", verdict.Observed, StringComparison.Ordinal);
    }

    [Fact]
    public void Lets_two_types_be_whose_keys_have_different_forms()
    {
        var server = Given.RedisServer() with { Prefixes = [Given.Keys("user", 600) with { Types = ["hash", "string"] }, Given.Keys("price", 400)] };
        var prefix = Given.ReadThrough("products", 2_000, 500) with { ValueTypes = ["Product", "List<Product>"] };

        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.CachesOf(Given.CacheUseOf(prefix)), Given.CacheServersOf(server), Given.Inventory()).Outcome);
    }

    [Fact]
    public void Is_unknown_while_types_are_refused_and_where_a_cache_shows_no_types()
    {
        var untyped = Given.RedisServer() with { TypesUnreadable = "The user shop may not run TYPE. Run ACL SETUSER shop +type" };
        var keyless = Given.CacheUseOf(Given.ReadThrough("product", 2_000, 500)) with { Name = "FusionCache", InProcess = true, ShowsTypes = false };

        Assert.Contains("+type", Given.Decide(Check, NoCaches, Given.CacheServersOf(untyped), Given.Inventory()).Reason, StringComparison.Ordinal);
        Assert.Contains("AsHybridCache()", Given.Decide(Check, Given.CachesOf(keyless), Given.InventoryWithoutCacheServer()).Reason, StringComparison.Ordinal);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.CachesOf(keyless), Given.CacheServersOf(Given.RedisServer()), Given.Inventory()).Outcome);
    }

    [Theory]
    [InlineData(999, false, Outcome.Unknown)]
    [InlineData(1_000, false, Outcome.Pass)]
    [InlineData(10, true, Outcome.Pass)]
    public void Needs_a_thousand_keys_or_all_of_them(long keys, bool complete, Outcome expected)
    {
        var server = Given.RedisServer() with { SampledKeys = keys, SampleIsComplete = complete, Prefixes = [Given.Keys("product:", keys - 5), Given.Keys("price:", 5)] };

        Assert.Equal(expected, Given.Decide(Check, NoCaches, Given.CacheServersOf(server), Given.Inventory()).Outcome);
    }

    [Theory]
    [InlineData(100, Outcome.Pass)]
    [InlineData(5_000, Outcome.Unknown)]
    public void Is_unknown_where_many_prefixes_share_one_entry(long shared, Outcome expected)
    {
        var product = Given.ReadThrough("product", 2_000, 500) with { ValueTypes = ["Product"] };
        var price = Given.ReadThrough("price", 2_000, 500) with { ValueTypes = ["Price"] };
        var others = Given.ReadThrough("(other prefixes)", shared, 0) with { ValueTypes = ["Product", "Price"], IsShared = true };
        var cache = Given.CacheUseOf(product, price, others) with { InProcess = true };

        var verdict = Given.Decide(Check, Given.CachesOf(cache), Given.InventoryWithoutCacheServer());

        Assert.Equal(expected, verdict.Outcome);
        Assert.Contains(expected is Outcome.Pass ? "2 prefixes over 5,000 values" : "more prefixes than HealthKit tells apart", $"{verdict.Observed} {verdict.Reason}", StringComparison.Ordinal);
    }

    [Fact]
    public void Needs_two_prefixes_to_compare()
    {
        var server = Given.RedisServer() with { Prefixes = [Given.Keys("app:", 1_000)] };

        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, NoCaches, Given.CacheServersOf(server), Given.Inventory()).Doubt);
    }

    [Fact]
    public void Does_not_learn_from_serialised_values()
    {
        var use = Given.CacheUseOf(Given.ReadThrough("a:", 900, 100) with { ValueTypes = ["Byte[]"] }, Given.ReadThrough("b:", 900, 100) with { ValueTypes = ["Byte[]"] }) with { InProcess = true };
        var typed = use with { Prefixes = [.. use.Prefixes.Select((prefix, index) => prefix with { ValueTypes = [$"Entity{index}"] })] };

        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.CachesOf(use), Given.InventoryWithoutCacheServer()).Outcome);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.CachesOf(typed), Given.InventoryWithoutCacheServer()).Outcome);
    }

    [Fact]
    public void Does_not_pass_because_prefixes_were_exempted_away()
    {
        var server = Given.RedisServer() with { Prefixes = [Given.Keys("product:", 600) with { Types = ["string", "hash"], TypesOfOneForm = ["string", "hash"] }, Given.Keys("price:", 400)] };

        Assert.Equal(Outcome.Unknown, Given.DecideWithout(SubjectKind.KeyPrefix, "product:", Check, NoCaches, Given.CacheServersOf(server), Given.Inventory()).Outcome);
    }

    [Fact]
    public void Is_unknown_while_a_part_is_not_seen_but_fails_on_what_is()
    {
        var unsampled = Given.RedisServer() with { SampleUnreadable = "NOPERM. Grant it: ACL SETUSER healthkit +scan" };
        var red = Given.RedisServer() with { Prefixes = [Given.Keys("product:", 600) with { Types = ["string", "hash"], TypesOfOneForm = ["string", "hash"] }] };

        Assert.Equal(Doubt.Blind, Given.Decide(Check, NoCaches, Given.CacheServersOf(unsampled), Given.Inventory()).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, NoCaches, Given.CacheServersOf(Given.RedisServer(), Given.RedisRefusing()), Given.Inventory()).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, NoCaches, Given.Inventory()).Doubt);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, NoCaches, Given.CacheServersOf(red, Given.RedisRefusing()), Given.Inventory()).Outcome);
    }

    [Fact]
    public void Does_not_apply_without_any_cache() =>
        Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, Given.InventoryWithoutCache(), NoCaches).Outcome);

    [Fact]
    public void Says_which_of_prefixes_and_keys_it_lacks()
    {
        var one = Given.RedisServer() with { Keys = 530, SampledKeys = 530, SampleIsComplete = true, Prefixes = [Given.Keys("product:", 530)] };
        var two = Given.RedisServer() with { SampledKeys = 400, Prefixes = [Given.Keys("product:", 300), Given.Keys("price:", 100)] };

        Assert.Contains("a second one is needed", Given.Decide(Check, Given.CachesOf(), Given.CacheServersOf(one), Given.Inventory()).Reason, StringComparison.Ordinal);
        Assert.Contains("600 more keys needed", Given.Decide(Check, Given.CachesOf(), Given.CacheServersOf(two), Given.Inventory()).Reason, StringComparison.Ordinal);
    }
}
