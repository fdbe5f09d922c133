using HealthKit.Checks;

namespace HealthKit.Tests.Checks.Observability;

public class QueryCountMetricTests
{
    private const string Queries = "db_queries_total";
    private static readonly Check Check = Checklist.QueryCountMetric;

    [Fact]
    public void Fails_a_metric_that_nobody_collects_and_passes_once_somebody_does()
    {
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.Collected(Queries).With(Queries, static family => family with { Collections = 0 }), Given.BusyTraffic()).Outcome);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Collected(Queries), Given.BusyTraffic()).Outcome);
    }

    [Theory]
    [InlineData(2, 5, Outcome.Pass)]
    [InlineData(2, 4.9, Outcome.Fail)]
    [InlineData(1, 0, Outcome.Fail)]
    public void Takes_two_collections_five_seconds_apart(int collections, double seconds, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.Collected(Queries).With(Queries, family => family with { Collections = collections, CollectionSpan = TimeSpan.FromSeconds(seconds) })).Outcome);

    [Fact]
    public void Does_not_take_another_family_or_one_without_series_for_it()
    {
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.Collected("http_requests_total"), Given.BusyTraffic()).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Collected(Queries).With(Queries, static family => family with { Series = 0 }), Given.BusyTraffic()).Outcome);
    }

    [Fact]
    public void Is_unknown_without_evidence() => Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.BusyTraffic()).Outcome);

    [Fact]
    public void Does_not_apply_without_a_database() =>
        Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, Given.Inventory() with { DatabaseDrivers = [], DataSources = [] }).Outcome);
}
