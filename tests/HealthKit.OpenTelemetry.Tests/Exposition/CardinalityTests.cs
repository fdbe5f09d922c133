using HealthKit.Hosts;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Caching.Memory;
using Npgsql;

namespace HealthKit.Exposition;

/// <summary>OpenTelemetry collapses what comes after 2,000 series of a metric unless it is told how many there may be.</summary>
public sealed class CardinalityTests(PostgresFixture postgres)
{
    private const int Routes = 2_100;

    [Fact]
    public async Task Keeps_more_than_two_thousand_series_of_a_family_apart()
    {
        await using var database = await postgres.CreateDatabaseAsync(cancellationToken: TestContext.Current.CancellationToken);
        await using var host = await MetricsHost.StartShopAsync(database, routes: static app =>
        {
            for (var route = 0; route < Routes; route++)
            {
                app.MapGet($"/many/{route}", static (IMemoryCache cache, NpgsqlDataSource source) => MetricsHost.QueryAsync(1, cache, source));
            }
        });
        await Parallel.ForAsync(0, Routes, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = TestContext.Current.CancellationToken }, async (route, cancel) =>
        {
            using var response = await host.Client.GetAsync($"/many/{route}", cancel);
            response.EnsureSuccessStatusCode();
        });

        var scrape = await host.ScrapeUntilAsync(static all => all.Of("http_requests_total").Count >= Routes, "every route has a series");

        Assert.DoesNotContain("otel_metric_overflow", scrape.Text, StringComparison.Ordinal);
        Assert.Equal(Routes, scrape.Of("http_requests_total").Count);
        Assert.Equal(Routes, scrape.Of("http_request_duration_seconds_count").Count);
        Assert.Equal(Routes, scrape.Of("db_queries_total").Count);
        Assert.All(scrape.Of("http_requests_total"), static sample => Assert.Equal(1, sample.Value));
    }

    [Fact]
    public async Task Gathers_routes_beyond_the_capacity_in_one_series_of_their_own()
    {
        await using var host = await MetricsHost.StartAsync(
            routes: static app =>
            {
                for (var route = 0; route < 20; route++)
                {
                    app.MapGet($"/many/{route}", static () => "");
                }
            },
            options: static options => options.RouteCapacity = 10);
        for (var route = 0; route < 20; route++)
        {
            await host.GetAsync($"/many/{route}");
        }

        var scrape = await host.ScrapeUntilAsync(static all => all.Of("http_requests_total").Sum(static sample => sample.Value) == 20, "every request is counted");

        Assert.Equal(11, scrape.Of("http_requests_total").Count);
        Assert.Equal(10, scrape.Value("http_requests_total", ("path", "(overflow)")));
        Assert.DoesNotContain("otel_metric_overflow", scrape.Text, StringComparison.Ordinal);
    }
}
