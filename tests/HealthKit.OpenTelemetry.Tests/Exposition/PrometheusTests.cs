using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.Hosts;
using HealthKit.Signals;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OpenTelemetry.Exporter;

namespace HealthKit.Exposition;

/// <summary>What arrives at a real Prometheus.</summary>
public sealed class PrometheusTests(PostgresFixture postgres)
{
    private const int Requests = 400;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Arrives_at_Prometheus_and_agrees_with_the_audit()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var host = await MetricsHost.StartShopAsync(database, routes: static app => app.MapGet("/work/{number}", WorkAsync));
        Assert.DoesNotContain((await host.AuditAsync()).Checks, static check => check is { Id: "4.7" or "5.2" or "5.7" or "5.8", Outcome: Outcome.Pass });
        await using var prometheus = await PrometheusServer.StartAsync([$"{host.Address.Authority}/metrics"], cancellationToken: Cancel);

        await Parallel.ForAsync(1, Requests + 1, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Cancel }, async (number, cancel) =>
        {
            using var response = await host.Client.GetAsync($"/work/{number}", cancel);
        });
        await EventuallyAsync(
            async () => await prometheus.ValueAsync("""sum(http_requests_total{method="GET", path="/work/{number}"})""", Cancel) == Requests,
            "Prometheus has every request");

        // One request in a hundred is refused.
        Assert.Equal(4, await prometheus.ValueAsync("""http_requests_total{method="GET", path="/work/{number}", status_code="404"}""", Cancel));
        Assert.Equal(Requests, await prometheus.ValueAsync("""http_request_duration_seconds_count{method="GET", path="/work/{number}"}""", Cancel));
        Assert.Equal(Requests, await prometheus.ValueAsync("""db_queries_total{endpoint="GET /work/{number}"}""", Cancel));
        Assert.Equal(Requests, await prometheus.ValueAsync("db_query_duration_seconds_count", Cancel));
        Assert.Equal(Requests, await prometheus.ValueAsync("cache_hits_total + cache_misses_total", Cancel));
        Assert.Equal(3, await prometheus.ValueAsync("count(db_pool_connections_total)", Cancel));
        Assert.Null(await prometheus.ValueAsync("""count({path="/metrics"})""", Cancel));

        await AgreesOnTheQuantileAsync(host, prometheus);
        await EventuallyAsync(
            async () =>
            {
                var report = await host.AuditAsync();
                return new[] { "4.7", "5.2", "5.7", "5.8" }.All(id => report.Checks.Single(check => check.Id == id).Outcome == Outcome.Pass);
            },
            "4.7, 5.2, 5.7 and 5.8 pass: two collections, five seconds apart");
        await EventuallyAsync(
            async () => await prometheus.ValueAsync("health_audit_score_ratio", Cancel) is { } score && Math.Abs(score - (await host.AuditAsync()).Score.Percent!.Value / 100) < 1e-9,
            "the exported score is the report's");
        Assert.Equal(71, await prometheus.ValueAsync("count(health_audit_check)", Cancel));
        Assert.Equal(1, await prometheus.ValueAsync("""health_audit_check{id="5.2", section="5", outcome="pass"}""", Cancel));
    }

    [Fact]
    public async Task Is_taken_by_Prometheus_in_every_translation()
    {
        var hosts = new List<MetricsHost>();
        try
        {
            foreach (var strategy in Enum.GetValues<PrometheusAspNetCoreTranslationStrategy>())
            {
                hosts.Add(await MetricsHost.StartAsync(
                    services => services.Configure<PrometheusAspNetCoreOptions>(options => options.TranslationStrategy = strategy), static app => app.MapGet("/a", static () => "a")));
                await hosts[^1].GetAsync("/a");
            }

            await using var prometheus = await PrometheusServer.StartAsync(hosts.Select(static host => $"{host.Address.Authority}/metrics"), cancellationToken: Cancel);
            await EventuallyAsync(
                async () => await prometheus.ValueAsync("""count(http_requests_total{method="GET", path="/a", status_code="200"} == 1)""", Cancel) == hosts.Count
                    && await prometheus.ValueAsync("""count(http_request_duration_seconds_bucket{method="GET", path="/a", le="0.5"})""", Cancel) == hosts.Count
                    && await prometheus.ValueAsync("count(health_audit_score_ratio)", Cancel) == hosts.Count,
                "every host's series are there under the same names");
        }
        finally
        {
            foreach (var host in hosts)
            {
                await host.DisposeAsync();
            }
        }
    }

    // Prometheus interpolates within a bucket; the audit's sketch is good to 1 %, and refused requests are in the histogram alone.
    private static async Task AgreesOnTheQuantileAsync(MetricsHost host, PrometheusServer prometheus)
    {
        var exported = await prometheus.ValueAsync("""histogram_quantile(0.99, http_request_duration_seconds_bucket{path="/work/{number}"})""", Cancel);
        var own = (await host.EvidenceAsync<HttpEvidence>()).Routes.Single(static route => route.Template == "/work/{number}").SinceStart.Quantile(0.99).TotalSeconds;
        var upper = MetricNames.DurationBounds.First(bound => exported <= bound);
        var lower = MetricNames.DurationBounds.Last(bound => bound < upper);
        Assert.InRange(own, lower * 0.99, upper * 1.01);
        Assert.InRange(own, 0.24, double.MaxValue);
    }

    // One request in ten takes a quarter of a second, whatever else the machine does, so that the 99th percentile is a slow one.
    private static async Task<IResult> WorkAsync(int number, IMemoryCache cache, NpgsqlDataSource database)
    {
        if (number % 10 == 9)
        {
            await Task.Delay(250, Cancel);
        }

        return await MetricsHost.QueryAsync(number % 100 == 50 ? 0 : number, cache, database);
    }

    private static Task EventuallyAsync(Func<Task<bool>> condition, string what) => Eventually.TrueAsync(condition, Patience, what, Cancel);
}
