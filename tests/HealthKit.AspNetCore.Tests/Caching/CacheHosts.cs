using HealthKit.Caching;
using HealthKit.Evidence;
using HealthKit.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HealthKit.AspNetCore.Tests.Caching;

/// <summary>Hosts whose caches are registered before or after the audit.</summary>
internal static class CacheHosts
{
    public static WebApplication Build(bool auditFirst, Action<IServiceCollection> caches)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        if (auditFirst)
        {
            builder.Services.AddHealthAudit();
        }

        caches(builder.Services);
        if (!auditFirst)
        {
            builder.Services.AddHealthAudit();
        }

        return builder.Build();
    }

    /// <summary>A cache past every registration, made so that these tests do not look like a service that makes one.</summary>
    public static MemoryCache NewMemory(long? sizeLimit = null) => (MemoryCache)Activator.CreateInstance(typeof(MemoryCache), Options.Create(new MemoryCacheOptions { SizeLimit = sizeLimit }))!;

    /// <summary>The one cache that was looked up, once all look-ups have arrived: those of FusionCache come from the thread pool.</summary>
    public static async Task<CacheUse> ReadAsync(IServiceProvider services, long lookups)
    {
        IReadOnlyList<CacheUse> used = [];
        await Eventually.TrueAsync(
            async () =>
            {
                used = [.. (await ReadAsync(services)).Caches.Where(static cache => cache.Lookups > 0)];
                return used.Sum(static cache => cache.Lookups) >= lookups && used.All(static cache => cache.Prefixes.Sum(prefix => Math.Max(prefix.Fills, prefix.SetsWithExpiry)) >= cache.Prefixes.Sum(static prefix => prefix.Misses));
            },
            TimeSpan.FromSeconds(15),
            "the look-ups are counted",
            TestContext.Current.CancellationToken);
        return Assert.Single(used);
    }

    public static async Task<CacheEvidence> ReadAsync(IServiceProvider services)
    {
        var source = services.GetServices<IEvidenceSource>().OfType<CacheEvidenceSource>().Single();
        var reading = await source.ReadAsync(TestContext.Current.CancellationToken);
        return Assert.IsType<CacheEvidence>(Assert.Single(reading.Records));
    }
}
