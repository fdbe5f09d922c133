using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.Sources;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Session;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace HealthKit.AspNetCore.Tests.Caching;

public class CacheDecoratorTests
{
    private sealed class Derived : Microsoft.Extensions.Caching.SqlServer.SqlServerCache;

    private sealed class KeptForEver : FakeDistributedCache;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Counts_every_interface_exactly_and_none_twice_whatever_the_order_of_registration(bool auditFirst)
    {
        await using var app = CacheHosts.Build(auditFirst, static services =>
        {
            services.AddMemoryCache();
            services.AddDistributedMemoryCache();
            services.AddHybridCache();
        });
        var memory = app.Services.GetRequiredService<IMemoryCache>();
        var distributed = app.Services.GetRequiredService<IDistributedCache>();
        var hybrid = app.Services.GetRequiredService<HybridCache>();
        int fills = 0;
        for (int round = 0; round < 50; round++)
        {
            memory.GetOrCreate($"m:{round % 10}", static entry => entry.SetAbsoluteExpiration(TimeSpan.FromMinutes(1)).Value = 1);
            if (await distributed.GetAsync($"d:{round % 5}", Token) is null)
                await distributed.SetAsync($"d:{round % 5}", [1], new DistributedCacheEntryOptions { SlidingExpiration = TimeSpan.FromMinutes(1) }, Token);
            await hybrid.GetOrCreateAsync($"h:{round % 20}", _ => ValueTask.FromResult(Interlocked.Increment(ref fills)), cancellationToken: Token);
        }

        var evidence = await CacheHosts.ReadAsync(app.Services);
        Assert.Equal(20, fills);
        Assert.Empty(evidence.BlindSpots);
        Assert.Equal(
            [("HybridCache (DefaultHybridCache)", 30, 20), ("IDistributedCache (MemoryDistributedCache)", 45, 5), ("IMemoryCache (MemoryCache)", 40, 10)],
            evidence.Caches.OrderBy(cache => cache.Name).Select(cache => (cache.Name, cache.Prefixes.Sum(prefix => prefix.Hits), cache.Prefixes.Sum(prefix => prefix.Misses))));
        Assert.Equal(150, app.Services.GetRequiredService<ICacheActivity>().Lookups);
        Assert.True(app.Services.GetRequiredService<ICacheActivity>().IsComplete);
        Assert.All(evidence.Caches, cache => Assert.Equal((1, cache.Prefixes[0].Misses, 0L), (cache.Prefixes.Count, cache.Prefixes[0].Fills, cache.Prefixes[0].SetsWithoutExpiry)));
        Assert.Equal(20, evidence.Caches.Single(cache => cache.Name.StartsWith('H')).Prefixes[0].SetsWithExpiry);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Knows_which_entries_never_expire_and_whether_the_cache_is_bounded(bool bounded)
    {
        await using var app = CacheHosts.Build(auditFirst: true, services => services.AddMemoryCache(options => options.SizeLimit = bounded ? 2 : null));
        var memory = app.Services.GetRequiredService<IMemoryCache>();
        memory.Set("a:1", 1, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = TimeSpan.FromMinutes(1) });
        memory.Set("a:2", 1, new MemoryCacheEntryOptions { Size = 1 });
        Assert.Throws<InvalidOperationException>(() => memory.GetOrCreate<int>("a:4", static _ => throw new InvalidOperationException()));
        memory.Set("a:3", (string?)null, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpiration = DateTimeOffset.MaxValue });

        var cache = Assert.Single((await CacheHosts.ReadAsync(app.Services)).Caches);
        var prefix = Assert.Single(cache.Prefixes);
        Assert.Equal((true, bounded), (cache.InProcess, cache.Bounded));
        Assert.Equal((2, 1, 1), (prefix.SetsWithExpiry, prefix.SetsWithoutExpiry, prefix.AbsencesCached));
        Assert.Equal(["Int32"], prefix.ValueTypes);
    }

    [Theory]
    [InlineData(typeof(Microsoft.Extensions.Caching.SqlServer.SqlServerCache), true)]
    [InlineData(typeof(Derived), true)]
    [InlineData(typeof(KeptForEver), false)]
    public async Task Knows_the_caches_that_give_an_expiry_to_what_comes_without_one(Type type, bool expires)
    {
        await using var app = CacheHosts.Build(auditFirst: true, services => services.AddSingleton(typeof(IDistributedCache), type));
        var distributed = app.Services.GetRequiredService<IDistributedCache>();
        for (int key = 0; key < 120; key++)
        {
            await distributed.GetAsync($"product:{key}", Token);
            await distributed.SetAsync($"product:{key}", [1], new DistributedCacheEntryOptions(), Token);
        }

        var evidence = await CacheHosts.ReadAsync(app.Services);
        var prefix = Assert.Single(Assert.Single(evidence.Caches).Prefixes);
        Assert.Equal((expires ? 120 : 0, expires ? 0 : 120), (prefix.SetsWithExpiry, prefix.SetsWithoutExpiry));
        var verdict = Checklist.KeyExpiry.Decide(new EvidenceSet(evidence.ObservedAt, [evidence, new InventoryEvidence { ObservedAt = evidence.ObservedAt, MaxAge = evidence.MaxAge }]), null);
        Assert.Equal(expires ? Outcome.Pass : Outcome.Fail, verdict.Outcome);
    }

    [Fact]
    public async Task Casts_and_type_tests_of_the_host_keep_working()
    {
        await using var app = CacheHosts.Build(auditFirst: false, static services => services.AddMemoryCache().AddDistributedMemoryCache());
        var memory = Assert.IsType<MemoryCache>(app.Services.GetRequiredService<IMemoryCache>(), exactMatch: false);
        Assert.IsType<MemoryDistributedCache>(app.Services.GetRequiredService<IDistributedCache>(), exactMatch: false);
        memory.Set("x", 1);
        Assert.Equal(1, memory.Count);
        memory.Compact(1);
        Assert.Equal(0, memory.Count);
    }

    [Fact]
    public async Task Look_ups_past_the_interface_are_noticed()
    {
        await using var app = CacheHosts.Build(auditFirst: false, static services => services.AddMemoryCache());
        var memory = (MemoryCache)app.Services.GetRequiredService<IMemoryCache>();
        for (int round = 0; round < 25; round++)
            memory.TryGetValue("x", out _);

        Assert.Contains("25 look-ups", Assert.Single((await CacheHosts.ReadAsync(app.Services)).BlindSpots).Reason, StringComparison.Ordinal);
        Assert.Equal(25, app.Services.GetRequiredService<ICacheActivity>().Lookups);
    }

    [Fact]
    public async Task A_cache_registered_later_in_a_host_that_announces_nothing_is_a_blind_spot_with_its_cure()
    {
        using var blind = Host.CreateDefaultBuilder().ConfigureServices(static services => services.AddHealthAudit().Services.AddDistributedMemoryCache()).Build();
        var spot = Assert.Single((await CacheHosts.ReadAsync(blind.Services)).BlindSpots);
        Assert.Equal(("IDistributedCache", "Call AddHealthAudit() after registering caches."), (spot.Subject, spot.Cure));
        Assert.False(blind.Services.GetRequiredService<ICacheActivity>().IsComplete);

        using var cured = Host.CreateDefaultBuilder().ConfigureServices(static services => services.AddDistributedMemoryCache().AddHealthAudit()).Build();
        Assert.Empty((await CacheHosts.ReadAsync(cured.Services)).BlindSpots);
        Assert.True(cured.Services.GetRequiredService<ICacheActivity>().IsComplete);
    }

    [Fact]
    public async Task A_memory_cache_of_the_hosts_own_is_left_alone_and_named()
    {
        using var own = CacheHosts.NewMemory();
        await using var app = CacheHosts.Build(auditFirst: true, services => services.AddSingleton<IMemoryCache>(own));

        Assert.Same(own, app.Services.GetRequiredService<IMemoryCache>());
        Assert.StartsWith("Register it with AddMemoryCache(", Assert.Single((await CacheHosts.ReadAsync(app.Services)).BlindSpots).Cure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Buffers_keys_and_disposal_survive_the_decorator()
    {
        var created = new List<BufferCache>();
        BufferCache Create()
        {
            created.Add(new BufferCache());
            return created[^1];
        }

        await using (var app = CacheHosts.Build(auditFirst: true, services => services
            .AddSingleton<IDistributedCache>(_ => Create())
            .AddKeyedSingleton<IDistributedCache>("carts", (_, key) => key is "carts" ? Create() : throw new InvalidOperationException())))
        {
            Assert.IsType<IBufferDistributedCache>(app.Services.GetRequiredService<IDistributedCache>(), exactMatch: false);
            await app.Services.GetRequiredKeyedService<IDistributedCache>("carts").GetAsync("cart:1", Token);
            await ((IBufferDistributedCache)app.Services.GetRequiredService<IDistributedCache>()).TryGetAsync("x:1", new System.Buffers.ArrayBufferWriter<byte>(), Token);
            Assert.Equal(
                ["IDistributedCache \"carts\" (BufferCache)", "IDistributedCache (BufferCache)"],
                (await CacheHosts.ReadAsync(app.Services)).Caches.Where(cache => cache.Lookups == 1).Select(cache => cache.Name).Order(StringComparer.Ordinal));
        }

        Assert.Equal([true, true], created.Select(cache => cache.Disposed));
    }

    [Fact]
    public async Task Sessions_are_no_look_ups_of_the_application()
    {
        await using var app = CacheHosts.Build(auditFirst: true, static services => services.AddDistributedMemoryCache().AddSession());
        var session = app.Services.GetRequiredService<ISessionStore>().Create("key", TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), static () => true, isNewSessionKey: true);
        session.SetString("user", "1");
        await session.CommitAsync(Token);
        var again = app.Services.GetRequiredService<ISessionStore>().Create("key", TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), static () => true, isNewSessionKey: false);
        await again.LoadAsync(Token);

        Assert.Equal("1", again.GetString("user"));
        Assert.Equal(0, app.Services.GetRequiredService<ICacheActivity>().Lookups);
    }

    [Fact]
    public async Task Ten_callers_of_one_cold_key_are_one_miss_and_a_look_without_fill_can_miss()
    {
        await using var app = CacheHosts.Build(auditFirst: true, static services => services.AddHybridCache());
        var hybrid = app.Services.GetRequiredService<HybridCache>();
        var gate = new TaskCompletionSource<string?>();
        var callers = Enumerable.Range(0, 10).Select(_ => hybrid.GetOrCreateAsync("cold:1", async _ => await gate.Task, cancellationToken: Token).AsTask()).ToArray();
        gate.SetResult(null);
        await Task.WhenAll(callers);
        var look = new HybridCacheEntryOptions { Flags = HybridCacheEntryFlags.DisableUnderlyingData };
        Assert.Null(await hybrid.GetOrCreateAsync("looked:1", static _ => ValueTask.FromResult("never"), look, cancellationToken: Token));
        await hybrid.SetAsync("looked:1", "value", cancellationToken: Token);
        Assert.Equal("value", await hybrid.GetOrCreateAsync("looked:1", static _ => ValueTask.FromResult("never"), look, cancellationToken: Token));

        var cache = (await CacheHosts.ReadAsync(app.Services)).Caches.Single(cache => cache.Name.StartsWith('H'));
        var cold = cache.Prefixes.Single(prefix => prefix.Prefix == "cold");
        var looked = cache.Prefixes.Single(prefix => prefix.Prefix == "looked");
        Assert.Equal((9, 1, 1, 1), (cold.Hits, cold.Misses, cold.Fills, cold.AbsencesCached));
        Assert.Equal((1, 1, 0), (looked.Hits, looked.Misses, looked.Fills));
        Assert.True(cache.ProtectsFromStampede && cache.CachesAbsence && cache.InProcess);
    }

    [Fact]
    public async Task A_hit_allocates_no_more_than_without_the_observer()
    {
        await using var observed = CacheHosts.Build(auditFirst: true, static services => services.AddHybridCache());
        var plain = WebApplication.CreateBuilder();
        plain.Services.AddHybridCache();
        await using var bare = plain.Build();

        Assert.Equal(await BytesOfHitsAsync(bare.Services), await BytesOfHitsAsync(observed.Services));
    }

    private static async Task<long> BytesOfHitsAsync(IServiceProvider services)
    {
        var memory = services.GetRequiredService<IMemoryCache>();
        var hybrid = services.GetRequiredService<HybridCache>();
        memory.Set("m:1", "value");
        await hybrid.SetAsync("h:1", "value", cancellationToken: Token);
        Look(10_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Look(10_000);
        return GC.GetAllocatedBytesForCurrentThread() - before;

        void Look(int times)
        {
            for (int time = 0; time < times; time++)
            {
                memory.TryGetValue("m:1", out _);
                ValueTask<string> found = hybrid.GetOrCreateAsync("h:1", 0, static (_, _) => ValueTask.FromResult("never"));
                Assert.True(found.IsCompletedSuccessfully);
            }
        }
    }

    private sealed class BufferCache : IBufferDistributedCache, IDisposable
    {
        private readonly MemoryDistributedCache _values = new(Options.Create(new MemoryDistributedCacheOptions()));

        public bool Disposed { get; private set; }

        public byte[]? Get(string key) => _values.Get(key);

        public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => _values.GetAsync(key, token);

        public void Refresh(string key) => _values.Refresh(key);

        public Task RefreshAsync(string key, CancellationToken token = default) => _values.RefreshAsync(key, token);

        public void Remove(string key) => _values.Remove(key);

        public Task RemoveAsync(string key, CancellationToken token = default) => _values.RemoveAsync(key, token);

        public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => _values.Set(key, value, options);

        public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) => _values.SetAsync(key, value, options, token);

        public bool TryGet(string key, System.Buffers.IBufferWriter<byte> destination) => false;

        public ValueTask<bool> TryGetAsync(string key, System.Buffers.IBufferWriter<byte> destination, CancellationToken token = default) => ValueTask.FromResult(false);

        public void Set(string key, System.Buffers.ReadOnlySequence<byte> value, DistributedCacheEntryOptions options)
        {
        }

        public ValueTask SetAsync(string key, System.Buffers.ReadOnlySequence<byte> value, DistributedCacheEntryOptions options, CancellationToken token = default) => ValueTask.CompletedTask;

        public void Dispose() => Disposed = true;
    }
}
