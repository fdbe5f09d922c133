using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HealthKit.OpenTelemetry.Tests;

/// <summary>The cache families as a real Prometheus scrapes them.</summary>
public class CacheFamiliesTests
{
    private const string Cache = "IMemoryCache (MemoryCache)";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Prometheus_reads_what_was_looked_up_and_evicted_by_cache_only_when_asked(bool extended)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddMemoryCache(static options => options.SizeLimit = 1);
        builder.Services.AddHealthAudit(options => (options.DrainDelay, options.ExtendedLabels) = (TimeSpan.Zero, extended)).AddPrometheus();
        await using var app = builder.Build();
        app.MapPrometheusScrapingEndpoint();
        await app.StartAsync(Token);
        var cache = app.Services.GetRequiredService<IMemoryCache>();
        var one = new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(1) };
        cache.Set("product:1", 1, one);
        for (int round = 0; round < 30; round++)
            cache.TryGetValue($"product:{1 + (round % 3)}", out _);
        // What does not fit is never kept, and makes room by evicting.
        cache.Set("product:2", 2, one);
        await using var prometheus = await PrometheusServer.StartAsync([new Uri(app.Urls.First()).Authority], cancellationToken: Token);

        string by = extended ? $"{{cache=\"{Cache}\"}}" : "{cache=\"\"}";
        await Eventually.TrueAsync(async () => await prometheus.ValueAsync($"cache_evictions_total{by}", Token) >= 1, TimeSpan.FromSeconds(30), "the evictions are scraped", Token);
        Assert.Equal(10, await prometheus.ValueAsync($"cache_hits_total{by}", Token));
        Assert.Equal(20, await prometheus.ValueAsync($"cache_misses_total{by}", Token));
        Assert.Single(await prometheus.QueryAsync("cache_hits_total", Token));
    }
}
