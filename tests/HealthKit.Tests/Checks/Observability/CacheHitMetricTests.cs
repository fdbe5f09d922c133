using HealthKit.Checks;

namespace HealthKit.Tests.Checks.Observability;

public class CacheHitMetricTests
{
    private const string Hits = "cache_hits_total";
    private const string Misses = "cache_misses_total";
    private static readonly Check Check = Checklist.CacheHitMetric;

    [Fact]
    public void Fails_metrics_that_nobody_collects_and_passes_once_somebody_does()
    {
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.Collected(Hits, Misses).With(Misses, static family => family with { Collections = 0 }), Given.BusyTraffic()).Outcome);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Collected(Hits, Misses), Given.BusyTraffic()).Outcome);
    }

    [Theory]
    [InlineData(5, Outcome.Pass)]
    [InlineData(4.9, Outcome.Fail)]
    public void Takes_collections_five_seconds_apart(double seconds, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.Collected(Hits, Misses).With(Hits, family => family with { Collections = 2, CollectionSpan = TimeSpan.FromSeconds(seconds) })).Outcome);

    [Fact]
    public void Wants_both_halves_of_the_rate()
    {
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.Collected(Hits), Given.BusyTraffic()).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Collected(Hits, Misses).With(Hits, static family => family with { Series = 0 })).Outcome);
    }

    [Fact]
    public void Does_not_ask_for_requests_where_the_cache_in_use_cannot_be_counted()
    {
        var metrics = Given.Collected(Hits, Misses).With(Hits, static family => family with { Series = 0 });
        var blind = Given.CachesBehindTheirServer();
        var verdict = Given.Decide(Check, metrics, blind);
        Assert.Equal((Outcome.Unknown, Doubt.Blind), (verdict.Outcome, verdict.Doubt));
        Assert.Contains("Look up through HybridCache or IDistributedCache.", verdict.Reason, StringComparison.Ordinal);
        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, metrics, Given.CachesOf()).Doubt);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Collected(Hits, Misses), blind).Outcome);
    }

    [Fact]
    public void Is_unknown_without_evidence() => Assert.Equal(Outcome.Unknown, Given.Decide(Check).Outcome);

    [Fact]
    public void Does_not_apply_without_any_cache() =>
        Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, Given.InventoryWithoutCache()).Outcome);
}
