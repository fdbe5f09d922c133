using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Primitives;

namespace HealthKit.Caching;

/// <summary>An entry under construction: when it is committed, it is known whether it expires.</summary>
internal sealed class ObservedCacheEntry(ICacheEntry entry, CacheSignals signals) : ICacheEntry
{
    private bool _hasValue;
    private bool _disposed;

    public object Key => entry.Key;

    public object? Value
    {
        get => entry.Value;
        set
        {
            entry.Value = value;
            _hasValue = true;
        }
    }

    public DateTimeOffset? AbsoluteExpiration { get => entry.AbsoluteExpiration; set => entry.AbsoluteExpiration = value; }

    public TimeSpan? AbsoluteExpirationRelativeToNow { get => entry.AbsoluteExpirationRelativeToNow; set => entry.AbsoluteExpirationRelativeToNow = value; }

    public TimeSpan? SlidingExpiration { get => entry.SlidingExpiration; set => entry.SlidingExpiration = value; }

    public IList<IChangeToken> ExpirationTokens => entry.ExpirationTokens;

    public IList<PostEvictionCallbackRegistration> PostEvictionCallbacks => entry.PostEvictionCallbacks;

    public CacheItemPriority Priority { get => entry.Priority; set => entry.Priority = value; }

    public long? Size { get => entry.Size; set => entry.Size = value; }

    public void Dispose()
    {
        entry.Dispose();

        // An entry without a value, as a failed factory leaves it, is not stored.
        if (_hasValue && !_disposed)
        {
            _disposed = true;
            bool expires = entry.AbsoluteExpiration is not null || entry.AbsoluteExpirationRelativeToNow is not null || entry.SlidingExpiration is not null;
            signals.Stored(entry.Key, expires, entry.Value is null, entry.Value?.GetType());
        }
    }
}
