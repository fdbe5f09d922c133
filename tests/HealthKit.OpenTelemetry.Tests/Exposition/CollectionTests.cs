using System.Diagnostics.Metrics;
using System.Globalization;
using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.Hosts;
using HealthKit.Signals;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace HealthKit.Exposition;

/// <summary>Checks 4.7, 5.2, 5.7 and 5.8 pass while somebody collects, and say what is true while nobody does.</summary>
public sealed class CollectionTests(PostgresFixture postgres)
{
    private static readonly string[] Checks = ["4.7", "5.2", "5.7", "5.8"];
    private readonly FakeTimeProvider _time = new(DateTimeOffset.Parse("2026-01-01Z", CultureInfo.InvariantCulture));

    [Fact]
    public async Task Passes_two_collections_five_seconds_apart_and_fails_before_and_after()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var host = await MetricsHost.StartShopAsync(database, services => services.AddSingleton<TimeProvider>(_time));
        await host.GetAsync("/orders/1", 8);
        await Eventually.TrueAsync(
            async () => (await host.EvidenceAsync<HttpEvidence>()).Requests == 8 && (await host.EvidenceAsync<PoolEvidence>()).Pools.Count > 0,
            TimeSpan.FromSeconds(60), "requests and pool are seen", TestContext.Current.CancellationToken);

        // A collector has five minutes.
        Assert.Equal([Outcome.Unknown, Outcome.Unknown, Outcome.Unknown, Outcome.Unknown], await OutcomesAsync(host));

        _time.Advance(TimeSpan.FromMinutes(6));
        await host.GetAsync("/orders/1");
        Assert.Equal([Outcome.Warn, Outcome.Fail, Outcome.Fail, Outcome.Fail], await OutcomesAsync(host));
        Assert.StartsWith("http_requests_total has an exporter, but nobody collected it", (await host.CheckAsync("5.2")).Observed, StringComparison.Ordinal);
        Assert.StartsWith("db_queries_total has an exporter, but nobody collected it", (await host.CheckAsync("5.7")).Observed, StringComparison.Ordinal);
        Assert.StartsWith("cache_hits_total has an exporter, but nobody collected it", (await host.CheckAsync("5.8")).Observed, StringComparison.Ordinal);
        Assert.StartsWith("db_pool_connections_total: offered, but collected 0 times", (await host.CheckAsync("4.7")).Observed, StringComparison.Ordinal);

        await host.ScrapeAsync();
        _time.Advance(TimeSpan.FromSeconds(4));
        await host.ScrapeAsync();
        Assert.Equal([Outcome.Warn, Outcome.Fail, Outcome.Fail, Outcome.Fail], await OutcomesAsync(host));

        _time.Advance(TimeSpan.FromSeconds(1));
        await host.ScrapeAsync();
        Assert.Equal([Outcome.Pass, Outcome.Pass, Outcome.Pass, Outcome.Pass], await OutcomesAsync(host));

        _time.Advance(TimeSpan.FromMinutes(6));
        await host.GetAsync("/orders/1");
        Assert.Equal([Outcome.Warn, Outcome.Fail, Outcome.Fail, Outcome.Fail], await OutcomesAsync(host));
    }

    [Fact]
    public async Task Takes_an_audit_for_no_collection()
    {
        await using var host = await MetricsHost.StartAsync(services => services.AddSingleton<TimeProvider>(_time), static app => app.MapGet("/a", static () => "a"));
        for (var audit = 0; audit < 3; audit++)
        {
            await host.AuditAsync();
            _time.Advance(TimeSpan.FromSeconds(10));
        }

        var families = (await host.EvidenceAsync<MetricsCollectionEvidence>()).Families;

        Assert.Contains(families, static family => family.Name == MetricNames.HttpRequests);
        Assert.All(families, static family => Assert.Equal((0, 0), (family.Collections, family.Series)));
    }

    [Fact]
    public async Task Says_that_a_family_does_not_exist_only_of_one_that_does_not()
    {
        await using var host = await MetricsHost.StartAsync(
            services => services.AddSingleton<TimeProvider>(_time), static app => app.MapGet("/a", static () => "a"), audit: static _ => { });

        var evidence = await host.EvidenceAsync<MetricsCollectionEvidence>();

        Assert.False(evidence.ExporterRegistered);
        Assert.Equal(
            [MetricNames.CacheEvictions, MetricNames.CacheHits, MetricNames.CacheMisses, MetricNames.HttpRequestDuration, MetricNames.HttpRequests],
            evidence.Families.Select(static family => family.Name));
        var red = await host.CheckAsync("5.2");
        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.StartsWith("http_requests_total exists, but no exporter is registered", red.Observed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Warns_of_an_instrument_of_the_host_under_the_same_name()
    {
        using var meter = new Meter("Shop");
        var own = meter.CreateCounter<long>(MetricNames.HttpRequests);
        await using var host = await MetricsHost.StartAsync(
            services =>
            {
                services.AddSingleton<TimeProvider>(_time);
                services.AddOpenTelemetry().WithMetrics(static metrics => metrics.AddMeter("Shop"));
            },
            static app => app.MapGet("/a", static () => "a"));
        own.Add(5);
        await host.GetAsync("/a");
        await host.ScrapeUntilAsync(static all => all.Value("http_requests_total", ("path", "/a")) == 1, "the request is counted");
        _time.Advance(TimeSpan.FromSeconds(6));
        await host.ScrapeAsync();

        var red = await host.CheckAsync("5.2");

        Assert.Equal(["http_requests_total of meter Shop"], (await host.EvidenceAsync<MetricsCollectionEvidence>()).NameClashes);
        Assert.Equal(Outcome.Warn, red.Outcome);
        Assert.Equal("http_requests_total", Assert.Single(red.Offenders).Subject);
    }

    private static async Task<IEnumerable<Outcome>> OutcomesAsync(MetricsHost host)
    {
        var report = await host.AuditAsync();
        return Checks.Select(id => report.Checks.Single(check => check.Id == id).Outcome);
    }
}
