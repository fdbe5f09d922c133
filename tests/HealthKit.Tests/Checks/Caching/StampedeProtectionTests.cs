using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Caching;

public class StampedeProtectionTests
{
    private static readonly Check Check = Checklist.StampedeProtection;
    private static readonly CachePrefix Contended = Given.ReadThrough("product:", 900, 100) with { ContendedMisses = 20 };

    [Fact]
    public void Fails_duplicate_fills_and_passes_once_a_mutex_stands()
    {
        var red = Given.Decide(Check, Given.CachesOf(Given.CacheUseOf(Contended with { Fills = 25, DuplicateFills = 75 })));

        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.Contains("product: in IDistributedCache: 75 fills", red.Observed, StringComparison.Ordinal);
        Assert.Contains("4 fills for one", red.Observed, StringComparison.Ordinal);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.CachesOf(Given.CacheUseOf(Contended))).Outcome);
    }

    [Theory]
    [InlineData(19, 0, Outcome.Unknown)]
    [InlineData(20, 0, Outcome.Pass)]
    [InlineData(20, 1, Outcome.Fail)]
    public void Needs_twenty_contended_misses_without_one_duplicate(long contended, long duplicates, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.CachesOf(Given.CacheUseOf(Contended with { ContendedMisses = contended, DuplicateFills = duplicates }))).Outcome);

    [Fact]
    public void Believes_a_mechanism_until_a_duplicate_refutes_it()
    {
        var declared = Given.CacheUseOf(Contended with { ContendedMisses = 0 }) with { ProtectsFromStampede = true };

        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.CachesOf(declared)).Outcome);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.CachesOf(declared with { Prefixes = [Contended with { DuplicateFills = 3 }] })).Outcome);
    }

    [Fact]
    public void Does_not_let_one_protected_cache_speak_for_a_quiet_one()
    {
        var hybrid = Given.CacheUseOf(Contended) with { Name = "HybridCache", ProtectsFromStampede = true };
        var quiet = Given.CacheUseOf(Given.ReadThrough("price:", 100, 100));

        var verdict = Given.Decide(Check, Given.CachesOf(hybrid, quiet));

        Assert.Equal(Doubt.TooFewSamples, verdict.Doubt);
        Assert.Contains("IDistributedCache", verdict.Observed, StringComparison.Ordinal);
    }

    [Fact]
    public void Leaves_out_a_store_that_is_never_filled_after_a_miss()
    {
        var store = Given.CacheUseOf(new CachePrefix { Prefix = "cart:", Hits = 5_000 }) with { Name = "carts" };

        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.CachesOf(store, Given.CacheUseOf(Contended))).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.CachesOf(store)).Outcome);
    }

    [Fact]
    public void Is_unknown_while_a_cache_is_not_seen()
    {
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.CachesPartlySeen(Given.CacheUseOf(Contended))).Doubt);
        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, Given.CachesPartlySeen(Given.CacheUseOf(Contended with { ContendedMisses = 3 }))).Doubt);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check).Outcome);
    }

    [Fact]
    public void Does_not_apply_without_any_cache() =>
        Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, Given.InventoryWithoutCache()).Outcome);

    [Fact]
    public void Is_unknown_while_a_client_looks_up_past_every_interface_in_keys_that_nobody_accounts_for()
    {
        var protectedCache = Given.CacheUseOf(Given.ReadThrough("product:", 900, 100)) with { Name = "HybridCache", ProtectsFromStampede = true, CachesAbsence = true };
        var caches = Given.CachesBehindTheirServer(protectedCache);
        var owned = Given.RedisServer() with { Prefixes = [Given.Keys("product:", 600), Given.Keys("cart:", 400, notCacheBecause: "declared")] };

        Assert.Equal(Doubt.Blind, Given.Decide(Check, caches).Doubt);
        Assert.Contains("NotCachePrefixes", Given.Decide(Check, caches, Given.CacheServersOf(Given.RedisServer())).Reason, StringComparison.Ordinal);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, caches, Given.CacheServersOf(owned)).Outcome);
    }
}
