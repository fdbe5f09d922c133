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

    [Fact]
    public async Task Sets_aside_what_the_documentation_says_for_each_possible_series()
    {
        const int fewRoutes = 10;
        const int manyRoutes = 10_000;
        const int seriesOfARoute = 5;
        // What earlier hosts leave behind is freed in between and makes a figure too small, never too large.
        var few = Math.Max(await BytesAsync(fewRoutes), Math.Max(await BytesAsync(fewRoutes), await BytesAsync(fewRoutes)));
        var many = Math.Max(await BytesAsync(manyRoutes), Math.Max(await BytesAsync(manyRoutes), await BytesAsync(manyRoutes)));
        var bytes = (double)(many - few) / ((manyRoutes - fewRoutes) * seriesOfARoute);

        TestContext.Current.SendDiagnosticMessage($"{bytes:0} bytes for each possible series");
        Assert.InRange(bytes, 60, 150);
    }

    // Four series of http_requests_total and one of the histogram for each route that may come.
    private static async Task<long> BytesAsync(int routes)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await using var host = await MetricsHost.StartAsync(options: options => options.RouteCapacity = routes);
        await host.ScrapeAsync();
        return GC.GetTotalMemory(forceFullCollection: true) - before;
    }
}
