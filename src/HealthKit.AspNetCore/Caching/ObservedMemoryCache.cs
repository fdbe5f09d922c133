using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HealthKit.Caching;

/// <summary>The host's memory cache, counting what passes through <see cref="IMemoryCache"/>. It is a <see cref="MemoryCache"/>, so that a cast in the host keeps working.</summary>
internal sealed class ObservedMemoryCache : MemoryCache, IMemoryCache
{
    private const int Tolerance = 10;

    // Each entry with a callback costs a work item of the thread pool when it goes, for whatever reason: the first ones count for themselves, later ones for many.
    private const int CountedEach = 256;
    private const int OneIn = 64;

    private readonly CacheSignals _signals;
    private readonly PostEvictionCallbackRegistration? _onEviction;
    private readonly PostEvictionCallbackRegistration? _onSampledEviction;
    private int _counted;
    private long _others;
    private long _seen;

    public ObservedMemoryCache(IOptions<MemoryCacheOptions> options, ILoggerFactory logging, CacheSignals signals)
        : base(Tracking(options), logging)
    {
        _signals = signals;
        (signals.InProcess, signals.Bounded, signals.CountUnseen) = (true, options.Value.SizeLimit is not null, CountUnseen);

        // Only a cache with a size limit drops entries for want of space; the others are spared the callback.
        if (signals.Bounded == true)
        {
            _onEviction = Counting(1);
            _onSampledEviction = Counting(OneIn);
        }

        Unobserved = new UnobservedMemoryCache(this);
    }

    /// <summary>The same entries for those whose look-ups are not the application's: HybridCache counts its own.</summary>
    public IMemoryCache Unobserved { get; }

    public bool? IsBounded => _signals.Bounded;

    bool IMemoryCache.TryGetValue(object key, out object? value)
    {
        bool found = TryGetValue(key, out value);
        Interlocked.Increment(ref _seen);
        _signals.LookedUp(key, found);
        return found;
    }

    ICacheEntry IMemoryCache.CreateEntry(object key)
    {
        var entry = CreateEntry(key);
        if (_onEviction is not null && Watch() is { } watch)
        {
            entry.PostEvictionCallbacks.Add(watch);
        }

        return new ObservedCacheEntry(entry, _signals);
    }

    // By chance rather than every so often: what goes and what stays may alternate.
    private PostEvictionCallbackRegistration? Watch() =>
        Volatile.Read(ref _counted) < CountedEach && Interlocked.Increment(ref _counted) <= CountedEach ? _onEviction
        : Random.Shared.Next(OneIn) == 0 ? _onSampledEviction
        : null;

    private PostEvictionCallbackRegistration Counting(int entries) => new()
    {
        State = _signals,
        EvictionCallback = (_, _, reason, state) =>
        {
            if (reason == EvictionReason.Capacity)
            {
                (state as CacheSignals)?.Evicted(entries);
            }
        },
    };

    // The cache's own statistics know of look-ups through the class, though not their keys. Both sides move while they are read, hence the tolerance.
    private long CountUnseen()
    {
        long seen = Volatile.Read(ref _seen) + Volatile.Read(ref _others);
        long unseen = GetCurrentStatistics() is { } statistics ? statistics.TotalHits + statistics.TotalMisses - seen : 0;
        return unseen > Math.Max(Tolerance, seen / 1_000) ? unseen : 0;
    }

    private static IOptions<MemoryCacheOptions> Tracking(IOptions<MemoryCacheOptions> options)
    {
        options.Value.TrackStatistics = true;
        return options;
    }

    private sealed class UnobservedMemoryCache(ObservedMemoryCache cache) : IMemoryCache
    {
        public bool TryGetValue(object key, out object? value)
        {
            Interlocked.Increment(ref cache._others);
            return ((MemoryCache)cache).TryGetValue(key, out value);
        }

        public ICacheEntry CreateEntry(object key) => ((MemoryCache)cache).CreateEntry(key);

        public void Remove(object key) => cache.Remove(key);

        public MemoryCacheStatistics? GetCurrentStatistics() => ((MemoryCache)cache).GetCurrentStatistics();

        public void Dispose()
        {
            // The container owns the cache.
        }
    }
}
