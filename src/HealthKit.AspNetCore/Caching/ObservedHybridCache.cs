using HealthKit.Signals;
using Microsoft.Extensions.Caching.Hybrid;

namespace HealthKit.Caching;

/// <summary>The host's hybrid cache. A look-up is a miss when its own fill ran; one that waited for another's fill is a hit.</summary>
internal sealed class ObservedHybridCache(HybridCache inner, CacheSignals signals) : HybridCache
{
    private const HybridCacheEntryFlags NoWrite = HybridCacheEntryFlags.DisableLocalCacheWrite | HybridCacheEntryFlags.DisableDistributedCacheWrite;

    public override ValueTask<T> GetOrCreateAsync<TState, T>(
        string key,
        TState state,
        Func<TState, CancellationToken, ValueTask<T>> factory,
        HybridCacheEntryOptions? options = null,
        IEnumerable<string>? tags = null,
        CancellationToken cancellationToken = default)
    {
        if (key is null || factory is null)
        {
            return inner.GetOrCreateAsync(key!, state, factory!, options, tags, cancellationToken);
        }

        var flags = options?.Flags ?? HybridCacheEntryFlags.None;
        var prefix = signals.Prefix(key, out var rest);
        prefix.See(typeof(T), rest);
        var call = HybridCall.Rent();
        var fill = new HybridFill<TState, T>(prefix, call, RequestScope.Current, (flags & NoWrite) != NoWrite, state, factory);
        var pending = inner.GetOrCreateAsync(key, fill, HybridFill<TState, T>.Callback, options, tags, cancellationToken);
        bool onlyLooks = (flags & HybridCacheEntryFlags.DisableUnderlyingData) != 0;
        if (!pending.IsCompletedSuccessfully)
        {
            return AwaitLookup(pending, prefix, call, onlyLooks);
        }

        var value = pending.Result;
        LookedUp(prefix, call, onlyLooks && IsNothing(value));
        return new(value);
    }

    public override ValueTask SetAsync<T>(string key, T value, HybridCacheEntryOptions? options = null, IEnumerable<string>? tags = null, CancellationToken cancellationToken = default)
    {
        var pending = inner.SetAsync(key, value, options, tags, cancellationToken);
        var prefix = signals.Prefix(key, out var rest);
        prefix.See(typeof(T), rest);

        // HybridCache gives five minutes to what comes without an expiry.
        prefix.CountSet(expires: true);
        if (value is null)
        {
            prefix.CountAbsence();
        }

        return pending;
    }

    public override ValueTask RemoveAsync(string key, CancellationToken cancellationToken = default) => inner.RemoveAsync(key, cancellationToken);

    public override ValueTask RemoveAsync(IEnumerable<string> keys, CancellationToken cancellationToken = default) => inner.RemoveAsync(keys, cancellationToken);

    public override ValueTask RemoveByTagAsync(string tag, CancellationToken cancellationToken = default) => inner.RemoveByTagAsync(tag, cancellationToken);

    public override ValueTask RemoveByTagAsync(IEnumerable<string> tags, CancellationToken cancellationToken = default) => inner.RemoveByTagAsync(tags, cancellationToken);

    private async ValueTask<T> AwaitLookup<T>(ValueTask<T> pending, PrefixSlot prefix, HybridCall call, bool onlyLooks)
    {
        var value = await pending.ConfigureAwait(false);
        LookedUp(prefix, call, onlyLooks && IsNothing(value));
        return value;
    }

    private static bool IsNothing<T>(T value) => EqualityComparer<T>.Default.Equals(value, default);

    private void LookedUp(PrefixSlot prefix, HybridCall call, bool foundNothing)
    {
        if (call.Filled)
        {
            // Counted as a miss by the fill itself, which ends even when its caller gives up.
            RequestLookups.Count(signals, prefix, hit: false);
            return;
        }

        call.Return();
        if (foundNothing)
        {
            prefix.CountMiss();
        }
        else
        {
            prefix.CountHit();
        }

        RequestLookups.Count(signals, prefix, hit: !foundNothing);
    }
}
