using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Observability;

public class RedMetricsTests
{
    private const string Requests = "http_requests_total";
    private const string Duration = "http_request_duration_seconds";
    private static readonly Check Check = Checklist.RedMetrics;
    private static readonly MetricsCollectionEvidence Green = Given.Collected(Requests, Duration);

    [Fact]
    public void Fails_an_exporter_that_nobody_collects_and_passes_once_somebody_does()
    {
        var red = Given.Decide(Check, Green.With(Requests, static family => family with { Collections = 0, CollectionSpan = TimeSpan.Zero }), Given.BusyTraffic());

        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.Contains("nobody collected it", red.Observed, StringComparison.Ordinal);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Green, Given.BusyTraffic()).Outcome);
    }

    [Theory]
    [InlineData(2, 5, Outcome.Pass)]
    [InlineData(2, 4.9, Outcome.Fail)]
    [InlineData(1, 60, Outcome.Fail)]
    public void Takes_two_collections_five_seconds_apart(int collections, double seconds, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Green.With(Duration, family => family with { Collections = collections, CollectionSpan = TimeSpan.FromSeconds(seconds) }), Given.BusyTraffic()).Outcome);

    [Fact]
    public void Fails_a_family_that_does_not_exist_and_a_missing_exporter_at_once()
    {
        var young = Given.BusyTraffic() with { Uptime = TimeSpan.FromSeconds(20) };

        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.Collected(Requests), young).Outcome);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, new MetricsCollectionEvidence { ObservedAt = Given.At, MaxAge = Given.MaxAge }, young).Outcome);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Green.With(Requests, static family => family with { Collections = 0 }) with { ExporterRegistered = false }, young).Outcome);
    }

    [Fact]
    public void Gives_a_collector_five_minutes_after_the_start()
    {
        var waiting = Green.With(Requests, static family => family with { Collections = 1, CollectionSpan = TimeSpan.Zero });

        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, waiting, Given.BusyTraffic() with { Uptime = TimeSpan.FromMinutes(4.9) }).Doubt);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, waiting, Given.BusyTraffic() with { Uptime = TimeSpan.FromMinutes(5) }).Outcome);
    }

    [Fact]
    public void Wants_every_endpoint_with_traffic()
    {
        Assert.Equal(Outcome.Warn, Given.Decide(Check, Green, Given.BusyTraffic() with { OverflowRequests = 1 }).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Green.With(Requests, static family => family with { Series = 1 }), Given.BusyTraffic()).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Green.With(Requests, static family => family with { Series = 0 }), Given.BusyTraffic()).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Green, Given.BusyTraffic() with { Routes = [] }).Outcome);
    }

    [Fact]
    public void Counts_what_matched_nothing_as_the_one_series_that_it_is()
    {
        var traffic = Given.BusyTraffic();
        var file = traffic.Routes[0] with { Template = "(unmatched)", Kind = RouteKind.Read };
        var both = traffic with { Routes = [file, file with { Kind = RouteKind.Other }] };
        var one = Green.With(Requests, static family => family with { Series = 1 }).With(Duration, static family => family with { Series = 1 });

        Assert.Equal(Outcome.Pass, Given.Decide(Check, one, both).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, one, both with { Routes = [file, file with { Method = "POST" }] }).Outcome);
    }

    [Fact]
    public void Warns_of_a_second_instrument_with_the_same_name()
    {
        Assert.Equal(Outcome.Warn, Given.Decide(Check, Green with { NameClashes = [$"{Requests} of meter Shop"] }, Given.BusyTraffic()).Outcome);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Green with { NameClashes = [$"shop_{Requests} of meter Shop", $"{Requests}_seen of meter Shop"] }, Given.BusyTraffic()).Outcome);
    }

    [Fact]
    public void Says_what_is_true_of_a_family_that_nobody_collects()
    {
        var offered = Green.With(Requests, static family => family with { Collections = 0, CollectionSpan = TimeSpan.Zero, Series = 0 });

        Assert.StartsWith("http_requests_total has an exporter, but nobody collected it", Given.Decide(Check, offered, Given.BusyTraffic()).Observed, StringComparison.Ordinal);
        Assert.StartsWith("http_requests_total exists, but no exporter", Given.Decide(Check, offered with { ExporterRegistered = false }, Given.BusyTraffic()).Observed, StringComparison.Ordinal);
        Assert.StartsWith("http_requests_total does not exist", Given.Decide(Check, Given.Collected(Duration), Given.BusyTraffic()).Observed, StringComparison.Ordinal);
    }

    [Fact]
    public void Takes_a_collection_as_proof_of_an_exporter_that_nobody_registered()
    {
        var foreign = Green with { ExporterRegistered = false };
        var once = foreign.With(Requests, static family => family with { Collections = 1, CollectionSpan = TimeSpan.Zero });

        Assert.Equal(Outcome.Pass, Given.Decide(Check, foreign, Given.BusyTraffic()).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, once, Given.BusyTraffic() with { Uptime = TimeSpan.FromMinutes(1) }).Outcome);
        Assert.Contains("was collected 1 time", Given.Decide(Check, once, Given.BusyTraffic()).Observed, StringComparison.Ordinal);
    }

    [Fact]
    public void Is_unknown_without_evidence()
    {
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.BusyTraffic()).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Green).Outcome);
    }
}
