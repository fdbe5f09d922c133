using System.Buffers;
using Microsoft.Extensions.Caching.Distributed;

namespace HealthKit.Caching;

/// <summary>A distributed cache that reads and writes buffers, which HybridCache and others look for by type.</summary>
internal sealed class ObservedBufferDistributedCache(IBufferDistributedCache inner, CacheSignals signals) : ObservedDistributedCache(inner, signals), IBufferDistributedCache
{
    public bool TryGet(string key, IBufferWriter<byte> destination)
    {
        bool found = inner.TryGet(key, destination);
        LookedUp(key, found);
        return found;
    }

    public ValueTask<bool> TryGetAsync(string key, IBufferWriter<byte> destination, CancellationToken token = default)
    {
        var pending = inner.TryGetAsync(key, destination, token);
        if (!pending.IsCompletedSuccessfully)
        {
            return AwaitLookup(key, pending);
        }

        bool found = pending.Result;
        LookedUp(key, found);
        return new(found);
    }

    public void Set(string key, ReadOnlySequence<byte> value, DistributedCacheEntryOptions options)
    {
        long length = value.Length;
        inner.Set(key, value, options);
        Stored(key, options, length);
    }

    public ValueTask SetAsync(string key, ReadOnlySequence<byte> value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        AwaitStore(key, inner.SetAsync(key, value, options, token), options, value.Length);

    private async ValueTask<bool> AwaitLookup(string key, ValueTask<bool> pending)
    {
        bool found = await pending.ConfigureAwait(false);
        LookedUp(key, found);
        return found;
    }

    private async ValueTask AwaitStore(string key, ValueTask pending, DistributedCacheEntryOptions options, long length)
    {
        await pending.ConfigureAwait(false);
        Stored(key, options, length);
    }
}
