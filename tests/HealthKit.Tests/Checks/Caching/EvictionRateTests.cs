using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Caching;

public class EvictionRateTests
{
    private static readonly Check Check = Checklist.EvictionRate;

    [Fact]
    public void Fails_a_server_that_evicts_and_passes_once_it_has_room()
    {
        var red = Given.Decide(Check, Given.CacheServersOf(Given.RedisServer(), Given.RedisServer("small") with { EvictionsPerKeyHour = 0.4 }));

        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.Equal("small", Assert.Single(red.Offenders).Subject);
        Assert.Equal("CONFIG SET maxmemory 512mb", red.Remedy);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.CacheServersOf(Given.RedisServer())).Outcome);
    }

    [Theory]
    [InlineData(0.0499, Outcome.Pass)]
    [InlineData(0.05, Outcome.Warn)]
    [InlineData(0.1, Outcome.Warn)]
    [InlineData(0.1001, Outcome.Fail)]
    [InlineData(double.NaN, Outcome.Unknown)]
    [InlineData(double.PositiveInfinity, Outcome.Unknown)]
    public void Draws_the_line_under_5_and_at_10_percent(double rate, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.CacheServersOf(Given.RedisServer() with { EvictionsPerKeyHour = rate })).Outcome);

    [Fact]
    public void Judges_by_an_overridden_limit_and_scales_the_band()
    {
        var servers = Given.CacheServersOf(Given.RedisServer() with { EvictionsPerKeyHour = 0.03 });

        Assert.Equal(Outcome.Warn, Given.DecideAt(0.02, Check, servers).Outcome);
        Assert.Equal(Outcome.Fail, Given.DecideAt(0.01, Check, servers).Outcome);
    }

    [Fact]
    public void Says_whose_window_the_rate_is_of()
    {
        var server = Given.RedisServer() with { EvictionSpan = TimeSpan.FromHours(3) };

        Assert.Contains("an hour in the 3 h that the audit watched", Given.Decide(Check, Given.CacheServersOf(server)).Observed, StringComparison.Ordinal);
        Assert.Contains("an hour since the server's start 3 h ago", Given.Decide(Check, Given.CacheServersOf(server with { EvictionsSinceServerStart = true })).Observed, StringComparison.Ordinal);
        Assert.Contains("since the server's start 3 h ago", Given.Decide(Check, Given.CacheServersOf(server with { EvictionsSinceServerStart = true, EvictionsPerKeyHour = 0.4 })).Observed, StringComparison.Ordinal);
    }

    [Fact]
    public void Needs_five_minutes_and_keys()
    {
        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, Given.CacheServersOf(Given.RedisServer() with { EvictionSpan = TimeSpan.FromMinutes(4) })).Doubt);
        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, Given.CacheServersOf(Given.RedisServer() with { Keys = 0, EvictionsPerKeyHour = null })).Doubt);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.CacheServersOf(Given.RedisServer() with { EvictionSpan = TimeSpan.FromSeconds(15), EvictionsPerKeyHour = 3 })).Outcome);
    }

    [Fact]
    public void Is_unknown_while_a_server_is_not_read_or_does_not_count()
    {
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.CacheServersOf(Given.RedisServer(), Given.RedisRefusing())).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.CacheServersOf(new CacheServer { Name = "garnet", Product = "garnet", Keys = 5 })).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.CacheServersOf()).Doubt);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check).Outcome);
    }

    [Fact]
    public void Does_not_apply_without_a_cache_server() =>
        Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, Given.InventoryWithoutCacheServer()).Outcome);
}
