using System.Collections.Concurrent;
using HealthKit.Evidence;
using HealthKit.Signals;

namespace HealthKit.Caching;

/// <summary>What is known of one cache, as the application uses it. Counting never throws, and allocates nothing but one small object for each request.</summary>
internal sealed class CacheSignals(string name, TimeProvider time)
{
    private readonly PrefixTable _prefixes = new();
    private readonly KeyTracker _tracker = new(time);
    private readonly ConcurrentDictionary<RouteSlot, RouteLookups> _routes = new(ReferenceEqualityComparer.Instance);
    private long _evictions;

    /// <summary>The interface and the implementation behind it.</summary>
    public string Name => name;

    public bool InProcess { get; set; }

    public bool? Bounded { get; set; }

    /// <summary>One fill at a time and absent values kept, by the cache's own design.</summary>
    public bool ProtectsByDesign { get; set; }

    public long Hits => _prefixes.Slots.Sum(static slot => slot.Hits);

    public long Misses => _prefixes.Slots.Sum(static slot => slot.Misses);

    public long Sets => _prefixes.Slots.Sum(static slot => slot.Sets);

    /// <summary>Reads the look-ups that passed by the observer; null where none can.</summary>
    public Func<long>? CountUnseen { get; set; }

    public long UnseenLookups => CountUnseen?.Invoke() ?? 0;

    /// <summary>Entries dropped for want of space.</summary>
    public long Evictions => Volatile.Read(ref _evictions);

    public PrefixSlot Prefix(object key) => key is string text ? _prefixes[text] : _prefixes[key.GetType()];

    public void Hit(object key)
    {
        Prefix(key).CountHit();
        RequestLookups.Count(this, hit: true);
    }

    public void Miss(object key)
    {
        var prefix = Prefix(key);
        prefix.CountMiss();
        _tracker.Missed(key.GetHashCode(), prefix);
        RequestLookups.Count(this, hit: false);
    }

    public void LookedUp(object key, bool found)
    {
        if (found)
        {
            Hit(key);
        }
        else
        {
            Miss(key);
        }
    }

    public void Stored(object key, bool expires, bool absence, Type? type)
    {
        var prefix = Prefix(key);
        prefix.CountSet(expires);
        _tracker.Stored(key.GetHashCode(), prefix);
        if (absence)
        {
            prefix.CountAbsence();
        }

        if (type is not null)
        {
            prefix.See(type);
        }
    }

    public void Evicted() => Interlocked.Increment(ref _evictions);

    public RouteLookups Route(RouteSlot route) => _routes.GetOrAdd(route, static _ => new RouteLookups());

    public CacheUse Read()
    {
        var absent = _tracker.Absent();
        CachePrefix[] prefixes = [.. _prefixes.Slots.Select(slot => slot.Read(absent.GetValueOrDefault(slot))).OrderByDescending(static prefix => prefix.Hits + prefix.Misses)];
        return new CacheUse
        {
            Name = Name,
            InProcess = InProcess,
            Bounded = Bounded,
            ProtectsFromStampede = ProtectsByDesign,
            CachesAbsence = ProtectsByDesign,
            Lookups = prefixes.Sum(static prefix => prefix.Hits + prefix.Misses),
            Prefixes = prefixes,
            Routes = [.. _routes.Select(static pair => new CacheRoute($"{pair.Key.Method} {pair.Key.Template}", pair.Value.Hits, pair.Value.Misses)).OrderByDescending(static route => route.Hits + route.Misses)],
        };
    }
}
