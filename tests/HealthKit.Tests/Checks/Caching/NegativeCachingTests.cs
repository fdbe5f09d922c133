using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Caching;

public class NegativeCachingTests
{
    private static readonly Check Check = Checklist.NegativeCaching;
    private static readonly CachePrefix Asked = Given.ReadThrough("user:", 700, 300) with { AbsentLookups = 100 };

    [Fact]
    public void Warns_of_keys_asked_for_in_vain_again_and_again_and_passes_once_absence_is_cached()
    {
        var red = Given.Decide(Check, Given.CachesOf(Given.CacheUseOf(Asked with { RepeatedlyAbsentKeys = 20 })));
        var green = Given.Decide(Check, Given.CachesOf(Given.CacheUseOf(Asked with { AbsentLookups = 0, AbsencesCached = 20 })));

        Assert.Equal(Outcome.Warn, red.Outcome);
        Assert.Equal("user: in IDistributedCache", Assert.Single(red.Offenders).Subject);
        Assert.Equal(Outcome.Pass, green.Outcome);
    }

    [Theory]
    [InlineData(100, Outcome.Warn)]
    [InlineData(101, Outcome.Fail)]
    public void Fails_above_a_tenth_of_all_look_ups(long absent, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.CachesOf(Given.CacheUseOf(Asked with { AbsentLookups = absent, RepeatedlyAbsentKeys = 1 }))).Outcome);

    [Theory]
    [InlineData(99, Outcome.Unknown)]
    [InlineData(100, Outcome.Pass)]
    public void Needs_a_hundred_look_ups_of_what_does_not_exist(long absent, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.CachesOf(Given.CacheUseOf(Asked with { AbsentLookups = absent }))).Outcome);

    [Fact]
    public void Does_not_take_many_one_off_misses_for_repeats() =>
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.CachesOf(Given.CacheUseOf(Asked with { Misses = 3_000, AbsentLookups = 2_900 }))).Outcome);

    [Fact]
    public void Believes_a_cache_that_keeps_absence_by_design_until_repeats_refute_it()
    {
        var hybrid = Given.CacheUseOf(Asked with { AbsentLookups = 0 }) with { Name = "HybridCache", CachesAbsence = true };

        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.CachesOf(hybrid)).Outcome);
        Assert.Equal(Outcome.Warn, Given.Decide(Check, Given.CachesOf(hybrid with { Prefixes = [Asked with { RepeatedlyAbsentKeys = 2 }] })).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.CachesOf(hybrid, Given.CacheUseOf(Asked with { AbsentLookups = 3 }))).Outcome);
    }

    [Fact]
    public void Is_unknown_while_a_cache_is_not_seen_but_still_fails_on_what_is()
    {
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.CachesPartlySeen(Given.CacheUseOf(Asked))).Doubt);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.CachesPartlySeen(Given.CacheUseOf(Asked with { AbsentLookups = 500, RepeatedlyAbsentKeys = 9 }))).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.CachesOf()).Outcome);
    }

    [Fact]
    public void Leaves_out_a_list_whose_misses_cost_nothing_and_judges_the_rest()
    {
        var list = new CachePrefix { Prefix = "revoked:", Hits = 2, Misses = 998, AbsentLookups = 998, RepeatedlyAbsentKeys = 100, MissesWithoutCost = 100 };
        var inventory = Given.Inventory() with { DatabaseDrivers = [], DataSources = [], UnseenDrivers = [] };

        var alone = Given.Decide(Check, Given.CachesOf(Given.CacheUseOf(list)), inventory);
        var beside = Given.Decide(Check, Given.CachesOf(Given.CacheUseOf(list, Asked)), inventory);
        var red = Given.Decide(Check, Given.CachesOf(Given.CacheUseOf(list, Asked with { RepeatedlyAbsentKeys = 3 })), inventory);

        Assert.Equal((Outcome.Unknown, Doubt.TooFewSamples), (alone.Outcome, alone.Doubt));
        Assert.Equal(Outcome.Pass, beside.Outcome);
        Assert.Contains("Left out, since nothing is stored or asked after a miss: revoked: in IDistributedCache (1,000 look-ups).", beside.Observed, StringComparison.Ordinal);
        Assert.Equal((Outcome.Warn, "user: in IDistributedCache"), (red.Outcome, Assert.Single(red.Offenders).Subject));
    }

    [Fact]
    public void Is_unknown_where_a_list_and_a_cache_that_nothing_fills_look_alike()
    {
        var either = new CachePrefix { Prefix = "revoked:", Misses = 1_000, AbsentLookups = 1_000, RepeatedlyAbsentKeys = 100, MissesWithoutCost = 100 };
        var inventory = Given.Inventory() with { DatabaseDrivers = ["Npgsql"], DataSources = [], UnseenDrivers = [] };

        var queries = new QueryEvidence { ObservedAt = Given.At, MaxAge = Given.MaxAge };

        // Nobody counts the commands, one data source hides them, a driver is not seen, a client passes by, too few misses were for nothing.
        Verdict[] verdicts =
        [
            Given.Decide(Check, Given.CachesOf(Given.CacheUseOf(either)), inventory),
            Given.Decide(Check, Given.CachesOf(Given.CacheUseOf(either)), inventory, queries with { BlindSpots = [new BlindSpot("orders", "Its commands are left out of traces.", "Trace them.")] }),
            Given.Decide(Check, Given.CachesOf(Given.CacheUseOf(either)), inventory with { DatabaseDrivers = ["MySqlConnector"], UnseenDrivers = ["MySqlConnector"] }),
            Given.Decide(Check, Given.CachesBehindTheirServer(Given.CacheUseOf(either)), inventory with { DatabaseDrivers = [] }),
            Given.Decide(Check, Given.CachesOf(Given.CacheUseOf(either with { MissesWithoutCost = 99 })), inventory with { DatabaseDrivers = [] }),
        ];

        Assert.All(verdicts, static verdict => Assert.Equal((Outcome.Unknown, Doubt.Blind), (verdict.Outcome, verdict.Doubt)));
        Assert.All(verdicts, static verdict => Assert.Contains("exempt the prefix revoked:", verdict.Reason, StringComparison.Ordinal));
        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, Given.CachesOf(Given.CacheUseOf(either)), inventory, queries).Doubt);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.CachesOf(Given.CacheUseOf(either with { Fills = 1 })), inventory with { DatabaseDrivers = [] }).Outcome);
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
