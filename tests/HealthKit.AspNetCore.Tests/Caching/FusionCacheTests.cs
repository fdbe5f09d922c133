using System.Text.Json;
using HealthKit.Caching;
using HealthKit.Sources;
using HealthKit.TestServers;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using ZiggyCreatures.Caching.Fusion;
using ZiggyCreatures.Caching.Fusion.Serialization;

namespace HealthKit.AspNetCore.Tests.Caching;

public class FusionCacheTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Counts_exactly_what_was_looked_up_by_prefix_and_its_levels_not_again(bool auditFirst)
    {
        string name = $"shop-{auditFirst}";
        await using var app = CacheHosts.Build(auditFirst, services =>
        {
            services.AddMemoryCache(static options => options.SizeLimit = 1_000);
            services.AddSingleton<IDistributedCache, StoredElsewhere>();
            services.AddFusionCache(name).WithRegisteredMemoryCache().WithRegisteredDistributedCache().WithSerializer(new JsonOfTest())
                .WithDefaultEntryOptions(static options => options.SetSize(1).SetDuration(TimeSpan.FromMinutes(5)));
        });
        await CacheHosts.ReadAsync(app.Services);
        var fusion = app.Services.GetRequiredService<IFusionCacheProvider>().GetCache(name);
        // A named cache is watched from the moment after it was made.
        await Eventually.TrueAsync(async () => (await CacheHosts.ReadAsync(app.Services)).Caches.Any(cache => cache.Name.Contains(name, StringComparison.Ordinal)), TimeSpan.FromSeconds(15), "the cache is watched", Token);
        int fills = 0;
        for (int round = 0; round < 100; round++)
            await fusion.GetOrSetAsync<int>($"product:{round % 10}", async (_, _) => await Task.FromResult(++fills), token: Token);

        var cache = await CacheHosts.ReadAsync(app.Services, lookups: 100);
        var prefix = Assert.Single(cache.Prefixes);
        Assert.Equal(10, fills);
        Assert.Empty((await CacheHosts.ReadAsync(app.Services)).BlindSpots);
        Assert.Equal(($"FusionCache \"{name}\"", true, false, true, true), (cache.Name, cache.InProcess, cache.ShowsTypes, cache.ProtectsFromStampede, cache.CachesAbsence));
        Assert.Equal(("product", 90, 10, 10), (prefix.Prefix, prefix.Hits, prefix.Misses, prefix.Fills));
        Assert.Equal(100, app.Services.GetRequiredService<ICacheActivity>().Lookups);
    }

    [Fact]
    public async Task Counts_what_its_memory_drops_for_want_of_space_and_no_other_end_of_an_entry()
    {
        using var memory = CacheHosts.NewMemory(sizeLimit: 10);
        using var fusion = new FusionCache(new FusionCacheOptions { CacheName = "small", DefaultEntryOptions = new FusionCacheEntryOptions(TimeSpan.FromMinutes(5)) { Size = 1 } }, memory);
        await using var app = CacheHosts.Build(auditFirst: true, services => services.AddFusionCache(fusion));
        await CacheHosts.ReadAsync(app.Services);
        int evicted = 0;
        fusion.Events.Memory.Eviction += (_, arguments) => _ = arguments.Reason is EvictionReason.Capacity ? Interlocked.Increment(ref evicted) : 0;
        var counted = app.Services.GetRequiredService<CacheObservation>().Caches.Single(static cache => cache.Name.Contains("small", StringComparison.Ordinal));

        for (int product = 0; product < 5; product++)
            await fusion.SetAsync($"product:{product}", product, token: Token);
        for (int product = 0; product < 5; product++)
            await fusion.RemoveAsync($"product:{product}", token: Token);
        Assert.Equal(0, counted.Evictions);

        for (int product = 0; product < 40; product++)
            await fusion.SetAsync($"product:{product}", product, token: Token);

        await Eventually.TrueAsync(() => Task.FromResult(Volatile.Read(ref evicted) > 0 && counted.Evictions == Volatile.Read(ref evicted)), TimeSpan.FromSeconds(15), "the evictions are counted", Token);
    }

    [Fact]
    public async Task Behind_HybridCache_it_is_counted_there_once_and_with_its_prefixes()
    {
        const string Name = "behind-hybrid";
        await using var app = CacheHosts.Build(auditFirst: true, static services => services.AddFusionCache(Name).AsKeyedHybridCache("shop"));
        await CacheHosts.ReadAsync(app.Services);
        var hybrid = app.Services.GetRequiredKeyedService<HybridCache>("shop");
        for (int round = 0; round < 50; round++)
            await hybrid.GetOrCreateAsync($"product:{round % 5}", _ => ValueTask.FromResult(round), cancellationToken: Token);

        var cache = await CacheHosts.ReadAsync(app.Services, lookups: 50);
        Assert.Equal(("HybridCache \"shop\" (FusionHybridCache)", true, 50), (cache.Name, cache.ProtectsFromStampede, cache.Lookups));
        Assert.Equal(("product", 45, 5), (cache.Prefixes[0].Prefix, cache.Prefixes[0].Hits, cache.Prefixes[0].Misses));
        Assert.Null(cache.Bounded);
    }

    [Theory]
    [InlineData("ready")]
    [InlineData("FusionCache")]
    public async Task One_registered_ready_made_is_seen_and_peeks_without_a_fill_protect_nobody(string name)
    {
        using var fusion = new FusionCache(new FusionCacheOptions { CacheName = name });
        await using var app = CacheHosts.Build(auditFirst: true, services => services.AddFusionCache(fusion));
        await CacheHosts.ReadAsync(app.Services);
        for (int round = 0; round < 20; round++)
        {
            if (!(await fusion.TryGetAsync<int>("product:1", token: Token)).HasValue)
                await fusion.SetAsync("product:1", 1, token: Token);
        }

        var cache = await CacheHosts.ReadAsync(app.Services, lookups: 20);
        Assert.Equal((19, 1, 1), (cache.Prefixes[0].Hits, cache.Prefixes[0].Misses, cache.Prefixes[0].SetsWithExpiry));
        Assert.False(cache.ProtectsFromStampede);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_default_cache_is_bounded_as_the_memory_cache_it_lives_in(bool bounded)
    {
        await using var app = CacheHosts.Build(auditFirst: true, services => services
            .AddMemoryCache(options => options.SizeLimit = bounded ? 100 : null)
            .AddFusionCache().WithRegisteredMemoryCache().WithDefaultEntryOptions(static options => options.SetSize(1)));
        await CacheHosts.ReadAsync(app.Services);
        await app.Services.GetRequiredService<IFusionCache>().GetOrSetAsync("x:1", 1, token: Token);

        var cache = await CacheHosts.ReadAsync(app.Services, lookups: 1);
        Assert.Equal(bounded, cache.Bounded);
    }

    private sealed class StoredElsewhere : IDistributedCache
    {
        private readonly MemoryDistributedCache _values = new(Microsoft.Extensions.Options.Options.Create(new MemoryDistributedCacheOptions()));

        public byte[]? Get(string key) => _values.Get(key);

        public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => _values.GetAsync(key, token);

        public void Refresh(string key) => _values.Refresh(key);

        public Task RefreshAsync(string key, CancellationToken token = default) => _values.RefreshAsync(key, token);

        public void Remove(string key) => _values.Remove(key);

        public Task RemoveAsync(string key, CancellationToken token = default) => _values.RemoveAsync(key, token);

        public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => _values.Set(key, value, options);

        public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) => _values.SetAsync(key, value, options, token);
    }

    private sealed class JsonOfTest : IFusionCacheSerializer
    {
        public byte[] Serialize<T>(T? obj) => JsonSerializer.SerializeToUtf8Bytes(obj);

        public T? Deserialize<T>(byte[] data) => JsonSerializer.Deserialize<T>(data);

        public ValueTask<byte[]> SerializeAsync<T>(T? obj, CancellationToken token = default) => ValueTask.FromResult(Serialize(obj));

        public ValueTask<T?> DeserializeAsync<T>(byte[] data, CancellationToken token = default) => ValueTask.FromResult(Deserialize<T>(data));
    }
}
