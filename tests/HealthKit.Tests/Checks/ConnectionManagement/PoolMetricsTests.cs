using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.ConnectionManagement;

public sealed class PoolMetricsTests
{
    private static readonly Check Check = Checklist.PoolMetrics;
    private static readonly PoolEvidence Pools = Given.Pools(Given.Pool());
    private static readonly MetricFamily Connections = Given.Family("db_pool_connections_total");
    private static readonly MetricFamily Waits = Given.Family("db_pool_wait_duration_seconds");

    [Fact]
    public void Fails_without_an_exporter_warns_while_nobody_collects_and_passes_once_somebody_does()
    {
        var (connections, waits) = (NotCollected(Connections), NotCollected(Waits));
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.Metrics(connections, waits) with { ExporterRegistered = false }, Pools).Outcome);

        var idle = Given.Decide(Check, Given.Metrics(connections, waits), Pools);
        Assert.Equal(Outcome.Warn, idle.Outcome);
        Assert.Equal(["db_pool_connections_total", "db_pool_wait_duration_seconds"], idle.Offenders.Select(static offender => offender.Subject));

        var green = Given.Decide(Check, Given.Metrics(Connections, Waits), Pools);
        Assert.Equal(Outcome.Pass, green.Outcome);
        Assert.Contains("2 series, collected 4 times in 45 s", green.Observed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 60, Outcome.Warn)]
    [InlineData(2, 4.9, Outcome.Warn)]
    [InlineData(2, 5, Outcome.Pass)]
    public void Calls_two_readings_five_seconds_apart_collected(int collections, double seconds, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.Metrics(Connections with { Collections = collections, CollectionSpan = TimeSpan.FromSeconds(seconds) }, Waits), Pools).Outcome);

    [Fact]
    public void Gives_a_collector_five_minutes_after_the_start()
    {
        var offered = Given.Metrics(NotCollected(Connections) with { Series = 0 }, NotCollected(Waits));

        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, offered, Pools with { Uptime = TimeSpan.FromMinutes(4.9) }).Doubt);
        Assert.Equal(Outcome.Warn, Given.Decide(Check, offered, Pools with { Uptime = TimeSpan.FromMinutes(5) }).Outcome);
    }

    [Fact]
    public void Fails_where_a_family_is_missing_or_empty()
    {
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.Metrics(Waits), Pools).Outcome);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.Metrics(Connections), Pools).Outcome);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.Metrics(Connections with { Series = 0 }, Waits), Pools).Outcome);
    }

    [Fact]
    public void Takes_a_collection_as_proof_of_an_exporter_that_nobody_registered() =>
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Metrics(Connections, Waits) with { ExporterRegistered = false }, Pools).Outcome);

    [Fact]
    public void Warns_of_waits_that_a_view_drops()
    {
        var dropped = Given.Decide(Check, Given.Metrics(Connections, NotCollected(Waits)), Pools);

        Assert.Equal(Outcome.Warn, dropped.Outcome);
        Assert.Equal("db_pool_wait_duration_seconds", Assert.Single(dropped.Offenders).Subject);
    }

    [Fact]
    public void Warns_of_an_instrument_of_the_host_by_the_same_name_but_not_of_others()
    {
        Assert.Equal(Outcome.Warn, Given.Decide(Check, Given.Metrics(Connections, Waits) with { NameClashes = ["db_pool_connections_total of meter Shop"] }, Pools).Outcome);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Metrics(Connections, Waits) with { NameClashes = ["http_requests_total of meter Shop"] }, Pools).Outcome);
    }

    [Fact]
    public void Is_unknown_where_not_every_pool_is_seen()
    {
        var collected = Given.Metrics(Connections, Waits);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, collected, Pools with { BlindSpots = [Given.Hidden] }).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, collected, Given.Pools()).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, collected).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Pools).Outcome);
    }

    private static MetricFamily NotCollected(MetricFamily family) => family with { Collections = 0, CollectionSpan = TimeSpan.Zero };

    [Fact]
    public void Does_not_apply_without_a_database() => Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, Given.InventoryWithoutDatabase()).Outcome);
}
