using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HealthKit.Caching;

/// <summary>
/// The distributed cache that lives in the process, counting what passes through <see cref="IDistributedCache"/>. It is a
/// <see cref="MemoryDistributedCache"/>, since libraries look for that type to tell it from a shared one.
/// </summary>
internal sealed class ObservedMemoryDistributedCache : MemoryDistributedCache, IDistributedCache
{
    private readonly ObservedDistributedCache _observed;

    public ObservedMemoryDistributedCache(IOptions<MemoryDistributedCacheOptions> options, ILoggerFactory logging, CacheSignals signals)
        : base(options, logging)
    {
        (signals.InProcess, signals.Bounded) = (true, options.Value.SizeLimit is not null);
        Unobserved = new UnobservedMemoryDistributedCache(this);
        _observed = new ObservedDistributedCache(Unobserved, signals);
    }

    /// <summary>The same entries for those whose look-ups are not the application's.</summary>
    public IDistributedCache Unobserved { get; }

    byte[]? IDistributedCache.Get(string key) => _observed.Get(key);

    Task<byte[]?> IDistributedCache.GetAsync(string key, CancellationToken token) => _observed.GetAsync(key, token);

    void IDistributedCache.Set(string key, byte[] value, DistributedCacheEntryOptions options) => _observed.Set(key, value, options);

    Task IDistributedCache.SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token) => _observed.SetAsync(key, value, options, token);

    private sealed class UnobservedMemoryDistributedCache(MemoryDistributedCache cache) : IDistributedCache
    {
        public byte[]? Get(string key) => cache.Get(key);

        public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => cache.GetAsync(key, token);

        public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => cache.Set(key, value, options);

        public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) => cache.SetAsync(key, value, options, token);

        public void Refresh(string key) => cache.Refresh(key);

        public Task RefreshAsync(string key, CancellationToken token = default) => cache.RefreshAsync(key, token);

        public void Remove(string key) => cache.Remove(key);

        public Task RemoveAsync(string key, CancellationToken token = default) => cache.RemoveAsync(key, token);
    }
}
