using HealthKit.Benchmarks.Comparisons;
using HealthKit.Benchmarks.Pipeline;
using HealthKit.Caching;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Benchmarks.Caches;

/// <summary>Look-ups of one key that is there, on one thread.</summary>
internal sealed class CachesWorkload : IWorkload
{
    private const string Key = "product:42";

    private readonly WebApplication _app;
    private readonly Action _look;
    private readonly string _variant;

    public CachesWorkload(string part, string variant)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IServer, DirectServer>().AddLogging().AddMemoryCache();
        if (part == CachesComparison.Redis)
        {
            builder.Services.AddStackExchangeRedisCache(static options => options.Configuration = CachesComparison.Server);
        }
        else if (part == CachesComparison.Distributed)
        {
            builder.Services.AddDistributedMemoryCache();
        }

        builder.Services.AddHybridCache();
        if (variant == CachesComparison.HealthKit)
        {
            builder.Services.AddRouting();
            builder.Services.AddHealthAudit();
        }

        (_app, _variant) = (builder.Build(), variant);
        _look = part switch
        {
            CachesComparison.Hybrid => LookInHybrid(_app.Services.GetRequiredService<HybridCache>()),
            CachesComparison.Memory => LookInMemory(_app.Services.GetRequiredService<IMemoryCache>()),
            _ => LookInDistributed(_app.Services.GetRequiredService<IDistributedCache>()),
        };
    }

    public void Run(int operations)
    {
        for (int operation = 0; operation < operations; operation++)
        {
            _look();
        }
    }

    public Task VerifyAsync(long operations)
    {
        long recorded = _variant == CachesComparison.Bare ? operations : _app.Services.GetRequiredService<CacheObservation>().Caches.Sum(static cache => cache.Hits);
        return recorded == operations ? Task.CompletedTask : throw new InvalidOperationException($"{_variant}: {recorded} hits recorded of {operations}.");
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static Action LookInHybrid(HybridCache cache)
    {
        cache.SetAsync(Key, "a product").AsTask().GetAwaiter().GetResult();
        return () => cache.GetOrCreateAsync(Key, 0, static (_, _) => ValueTask.FromResult("never")).AsTask().GetAwaiter().GetResult();
    }

    private static Action LookInMemory(IMemoryCache cache)
    {
        cache.Set(Key, "a product", TimeSpan.FromHours(1));
        return () => cache.TryGetValue(Key, out _);
    }

    private static Action LookInDistributed(IDistributedCache cache)
    {
        cache.Set(Key, new byte[100], new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = TimeSpan.FromHours(1) });
        return () => cache.Get(Key);
    }
}
