using Microsoft.Extensions.Caching.Distributed;

namespace HealthKit.Caching;

/// <summary>The host's distributed cache, counting look-ups and stores that succeeded.</summary>
internal class ObservedDistributedCache(IDistributedCache inner, CacheSignals signals) : IDistributedCache
{
    // HybridCache keeps its tags' times under such keys.
    private const string HybridTags = "__MSFT_HCT__";

    private readonly bool _expiresByDefault = CacheProviders.ExpiresByDefault(inner.GetType());

    /// <summary>The same cache for those whose look-ups are not the application's.</summary>
    public IDistributedCache Inner => inner;

    /// <summary>The decorator that offers as much as the cache behind it.</summary>
    public static ObservedDistributedCache Around(IDistributedCache inner, CacheSignals signals) => inner is IBufferDistributedCache buffered
        ? new ObservedBufferDistributedCache(buffered, signals)
        : new ObservedDistributedCache(inner, signals);

    public byte[]? Get(string key)
    {
        var value = inner.Get(key);
        LookedUp(key, value is not null);
        return value;
    }

    public Task<byte[]?> GetAsync(string key, CancellationToken token = default)
    {
        var pending = inner.GetAsync(key, token);
        if (!pending.IsCompletedSuccessfully)
        {
            return AwaitLookup(key, pending);
        }

        LookedUp(key, pending.Result is not null);
        return pending;
    }

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options)
    {
        inner.Set(key, value, options);
        Stored(key, options, value.Length);
    }

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        var pending = inner.SetAsync(key, value, options, token);
        if (!pending.IsCompletedSuccessfully)
        {
            return AwaitStore(key, pending, options, value.Length);
        }

        Stored(key, options, value.Length);
        return pending;
    }

    public void Refresh(string key) => inner.Refresh(key);

    public Task RefreshAsync(string key, CancellationToken token = default) => inner.RefreshAsync(key, token);

    public void Remove(string key) => inner.Remove(key);

    public Task RemoveAsync(string key, CancellationToken token = default) => inner.RemoveAsync(key, token);

    protected void LookedUp(string key, bool found)
    {
        if (!key.StartsWith(HybridTags, StringComparison.Ordinal))
        {
            signals.LookedUp(key, found);
        }
    }

    protected void Stored(string key, DistributedCacheEntryOptions options, long length)
    {
        if (!key.StartsWith(HybridTags, StringComparison.Ordinal))
        {
            bool expires = _expiresByDefault || options.AbsoluteExpiration is not null || options.AbsoluteExpirationRelativeToNow is not null || options.SlidingExpiration is not null;
            signals.Stored(key, expires, absence: length == 0, type: null);
        }
    }

    private async Task<byte[]?> AwaitLookup(string key, Task<byte[]?> pending)
    {
        var value = await pending.ConfigureAwait(false);
        LookedUp(key, value is not null);
        return value;
    }

    private async Task AwaitStore(string key, Task pending, DistributedCacheEntryOptions options, long length)
    {
        await pending.ConfigureAwait(false);
        Stored(key, options, length);
    }
}
