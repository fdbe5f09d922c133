using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Caching;

public class CacheHitRateTests
{
    private static readonly Check Check = Checklist.CacheHitRate;

    [Fact]
    public void Fails_a_cache_that_misses_and_passes_it_once_it_hits()
    {
        var red = Given.Decide(Check, Given.CachesOf(Given.CacheUseOf(Given.ReadThrough("product:", 400, 600))));
        var green = Given.Decide(Check, Given.CachesOf(Given.CacheUseOf(Given.ReadThrough("product:", 900, 100))));

        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.Contains("40 % of 1,000 look-ups", red.Observed, StringComparison.Ordinal);
        Assert.Contains("product:", string.Join(' ', red.Offenders.Select(offender => offender.Subject)), StringComparison.Ordinal);
        Assert.Equal(Outcome.Pass, green.Outcome);
        Assert.Contains("1,000 look-ups", green.Observed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(801, Outcome.Pass)]
    [InlineData(800, Outcome.Warn)]
    [InlineData(500, Outcome.Warn)]
    [InlineData(499, Outcome.Fail)]
    public void Draws_the_line_above_80_and_at_50_percent(long hits, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.CachesOf(Given.CacheUseOf(Given.ReadThrough("product:", hits, 1_000 - hits)))).Outcome);

    [Fact]
    public void Judges_by_an_overridden_limit_and_scales_the_band()
    {
        var caches = Given.CachesOf(Given.CacheUseOf(Given.ReadThrough("product:", 450, 550)));

        Assert.Equal(Outcome.Pass, Given.DecideAt(0.4, Check, caches).Outcome);
        Assert.Equal(Outcome.Warn, Given.DecideAt(0.6, Check, caches).Outcome);
        Assert.Equal(Outcome.Fail, Given.DecideAt(0.8, Check, caches).Outcome);
    }

    [Fact]
    public void Needs_a_thousand_look_ups()
    {
        var verdict = Given.Decide(Check, Given.CachesOf(Given.CacheUseOf(Given.ReadThrough("product:", 998, 1))));

        Assert.Equal(Outcome.Unknown, verdict.Outcome);
        Assert.Equal(Doubt.TooFewSamples, verdict.Doubt);
        Assert.Equal("1 more look-up needed.", verdict.Reason);
    }

    [Fact]
    public void Does_not_take_a_store_for_a_cache()
    {
        var store = new CachePrefix { Prefix = "cart:", Hits = 100_000 };

        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.CachesOf(Given.CacheUseOf(store))).Outcome);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.CachesOf(Given.CacheUseOf(store, Given.ReadThrough("product:", 100, 900)))).Outcome);
    }

    [Fact]
    public void Fails_a_hot_read_route_that_the_others_hide()
    {
        var use = Given.CacheUseOf(Given.ReadThrough("product:", 18_200, 1_800)) with
        {
            Routes = [new CacheRoute("GET /products/{id}", 17_800, 200), new CacheRoute("GET /search", 400, 1_600)],
        };

        var verdict = Given.Decide(Check, Given.CachesOf(use));

        Assert.Equal(Outcome.Fail, verdict.Outcome);
        Assert.Equal("GET /search", Assert.Single(verdict.Offenders).Subject);
    }

    [Fact]
    public void Holds_the_hot_prefixes_of_a_cache_that_is_a_store_too()
    {
        var use = Given.CacheUseOf(Given.ReadThrough("product:", 17_800, 200), Given.ReadThrough("search:", 400, 1_600), new CachePrefix { Prefix = "cart:", Hits = 50_000 });

        var verdict = Given.Decide(Check, Given.CachesOf(use));

        Assert.Equal(Outcome.Fail, verdict.Outcome);
        Assert.Equal("search: in IDistributedCache", Assert.Single(verdict.Offenders).Subject);
    }

    [Fact]
    public void Leaves_a_hot_path_open_that_looks_low_but_is_seldom_looked_up()
    {
        var use = Given.CacheUseOf(Given.ReadThrough("product:", 4_900, 600)) with
        {
            Routes = [new CacheRoute("GET /products/{id}", 4_600, 0), new CacheRoute("GET /search", 300, 600)],
        };

        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, Given.CachesOf(use)).Doubt);
    }

    [Fact]
    public void Leaves_out_what_requests_look_up_that_write_beside_at_least_as_many_that_read()
    {
        var keys = Given.ReadThrough("payment:", 0, 2_000) with { MissesOfWrites = 2_000 };
        var product = Given.ReadThrough("product:", 2_200, 200) with { LookupsOfReadRequests = 2_400 };

        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.CachesOf(Given.CacheUseOf(product, keys))).Outcome);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.CachesOf(Given.CacheUseOf(product with { Hits = 400, Misses = 2_000 }, keys))).Outcome);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.CachesOf(Given.CacheUseOf(product with { Hits = 1_700, Misses = 200, LookupsOfReadRequests = 1_900 }, keys))).Outcome);
    }

    [Theory]
    [InlineData(90_000, 0, 0, Outcome.Pass)]
    [InlineData(5_000, 0, 0, Outcome.Fail)]
    [InlineData(5_000, 2_000, 0, Outcome.Fail)]
    [InlineData(5_000, 0, 2_000, Outcome.Fail)]
    public void Judges_a_service_that_is_read_by_post_by_all_it_looks_up(long hits, long inBackground, long ofReads, Outcome expected)
    {
        var byPost = Given.ReadThrough("product:", hits + inBackground + ofReads, 100_000 - hits) with
        {
            HitsOfWrites = hits,
            MissesOfWrites = 100_000 - hits,
            LookupsOfReadRequests = ofReads,
        };

        Assert.Equal(expected, Given.Decide(Check, Given.CachesOf(Given.CacheUseOf(byPost))).Outcome);

        // Keys of a cache that is a store too are judged by prefix, and in the same way.
        Assert.Equal(expected, Given.Decide(Check, Given.CachesOf(Given.CacheUseOf(byPost, new CachePrefix { Prefix = "cart:", Hits = 50_000, LookupsOfReadRequests = 50_000 }))).Outcome);
    }

    [Fact]
    public void Shows_the_servers_figure_but_does_not_decide_by_it()
    {
        var server = Given.RedisServer() with { KeyspaceHits = 10, KeyspaceMisses = 990 };

        var verdict = Given.Decide(Check, Given.CachesOf(Given.CacheUseOf(Given.ReadThrough("product:", 900, 100))), Given.CacheServersOf(server));

        Assert.Equal(Outcome.Pass, verdict.Outcome);
        Assert.Contains("counts 1 %", verdict.Observed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(900, 100, Outcome.Pass)]
    [InlineData(800, 200, Outcome.Warn)]
    [InlineData(10, 990, Outcome.Warn)]
    [InlineData(990, 9, Outcome.Unknown)]
    public void The_server_decides_where_the_client_shows_nothing_and_never_worse_than_a_warning(long hits, long misses, Outcome expected)
    {
        var server = Given.RedisServer() with { KeyspaceHits = hits, KeyspaceMisses = misses };

        var verdict = Given.Decide(Check, Given.CachesBehindTheirServer(), Given.CacheServersOf(server));

        Assert.Equal(expected, verdict.Outcome);
        Assert.Contains("redis, with every client", verdict.Observed, StringComparison.Ordinal);
        Assert.Contains("IDatabase", verdict.Observed, StringComparison.Ordinal);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.CachesBehindTheirServer(), Given.CacheServersOf(Given.RedisServer())).Doubt);
    }

    [Fact]
    public void The_api_decides_where_every_key_on_the_server_is_a_seen_caches_or_none()
    {
        var caches = Given.CachesBehindTheirServer(Given.CacheUseOf(Given.ReadThrough("product:", 900, 100)));
        var server = Given.RedisServer() with { KeyspaceHits = 10, KeyspaceMisses = 990 };
        var cart = Given.Keys("cart", 50);

        var unowned = Given.Decide(Check, caches, Given.CacheServersOf(server with { Prefixes = [Given.Keys("product:", 600), cart] }));
        var declared = Given.Decide(Check, caches, Given.CacheServersOf(server with { Prefixes = [Given.Keys("product:", 600), cart with { NotCacheBecause = "declared" }] }));

        Assert.Equal(Outcome.Warn, unowned.Outcome);
        Assert.Contains("No observed cache uses the prefix cart", unowned.Observed, StringComparison.Ordinal);
        Assert.Equal(Outcome.Pass, declared.Outcome);
        Assert.StartsWith("90 %", declared.Observed, StringComparison.Ordinal);
    }

    [Fact]
    public void Is_unknown_while_a_cache_is_not_seen_but_still_fails_on_what_is()
    {
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.CachesPartlySeen(Given.CacheUseOf(Given.ReadThrough("product:", 900, 100)))).Doubt);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.CachesPartlySeen(Given.CacheUseOf(Given.ReadThrough("product:", 100, 900)))).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.CachesOf()).Outcome);
    }

    [Fact]
    public void Does_not_apply_without_any_cache_and_applies_before_that_is_proved()
    {
        Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, Given.InventoryWithoutCache()).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.InventoryWithoutCache() with { Requests = 999 }).Outcome);
    }

    [Fact]
    public void Says_of_a_client_that_nobody_sees_that_it_cannot_be_seen_though_the_server_is_empty_at_the_moment()
    {
        var empty = Given.CacheServersOf(Given.RedisServer() with { Keys = 0, SampledKeys = 0, SampleIsComplete = true, Prefixes = [] });
        foreach (var check in (Check[])[Checklist.CacheHitRate, Checklist.StampedeProtection, Checklist.NegativeCaching])
        {
            var verdict = Given.Decide(check, Given.CachesBehindTheirServer(), Given.Http(), empty);
            Assert.Equal(Outcome.Unknown, verdict.Outcome);
            Assert.Contains("commands through IDatabase", verdict.Reason, StringComparison.Ordinal);
        }
    }
}
