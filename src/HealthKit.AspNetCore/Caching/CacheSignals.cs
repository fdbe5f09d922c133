using System.Collections.Concurrent;
using HealthKit.Evidence;
using HealthKit.Signals;
using HealthKit.Sources;

namespace HealthKit.Caching;

/// <summary>What is known of one cache, as the application uses it. Counting never throws, and allocates nothing but one small object for each request.</summary>
internal sealed class CacheSignals(string name, TimeProvider time, CodeWords words)
{
    private readonly PrefixTable _prefixes = new(words);
    private readonly KeyTracker _tracker = new(time);
    private readonly ConcurrentDictionary<RouteSlot, RouteLookups> _routes = new(ReferenceEqualityComparer.Instance);
    private long _evictions;

    /// <summary>The interface and the implementation behind it.</summary>
    public string Name => name;

    public bool InProcess { get; set; }

    public bool? Bounded { get; set; }

    /// <summary>One fill at a time and absent values kept, by the cache's own design.</summary>
    public bool ProtectsByDesign { get; set; }

    /// <summary>False where keys are seen, but not the types of the values under them.</summary>
    public bool ShowsTypes { get; set; } = true;

    public long Hits => _prefixes.Slots.Sum(static slot => slot.Hits);

    public long Misses => _prefixes.Slots.Sum(static slot => slot.Misses);

    public long Sets => _prefixes.Slots.Sum(static slot => slot.Sets);

    /// <summary>Reads the look-ups that passed by the observer; null where none can.</summary>
    public Func<long>? CountUnseen { get; set; }

    public long UnseenLookups => CountUnseen?.Invoke() ?? 0;

    /// <summary>Why its look-ups cannot be counted; null where they are.</summary>
    public BlindSpot? Blind { get; set; }

    /// <summary>Entries dropped for want of space.</summary>
    public long Evictions => Volatile.Read(ref _evictions);

    public PrefixSlot Prefix(object key) => Prefix(key, out _);

    /// <summary>The slot of a key, and what follows the prefix in it.</summary>
    public PrefixSlot Prefix(object key, out ReadOnlySpan<char> rest)
    {
        rest = [];
        return key is string text ? _prefixes.Of(text, out rest) : _prefixes[key.GetType()];
    }

    /// <summary>Counts a look-up without following its key.</summary>
    public void LookedUp(PrefixSlot prefix, bool found)
    {
        if (found)
        {
            prefix.CountHit();
        }
        else
        {
            prefix.CountMiss();
        }

        RequestLookups.Count(this, prefix, found);
    }

    public void Hit(object key)
    {
        var prefix = Prefix(key);
        prefix.CountHit();
        RequestLookups.Count(this, prefix, hit: true);
    }

    public void Miss(object key)
    {
        var prefix = Prefix(key);
        prefix.CountMiss();
        _tracker.Missed(key.GetHashCode(), prefix);
        RequestLookups.Count(this, prefix, hit: false);
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
        var prefix = Prefix(key, out var rest);
        prefix.CountSet(expires);

        // A request that missed nothing here writes what it changed: that is no fill, least of all one too many.
        _tracker.Stored(key.GetHashCode(), prefix, mayBeFill: RequestLookups.MayFill(this));
        if (absence)
        {
            prefix.CountAbsence();
        }

        if (type is not null)
        {
            prefix.See(type, rest);
        }
    }

    public void Evicted(int entries = 1) => Interlocked.Add(ref _evictions, entries);

    public RouteLookups Route(RouteSlot route) => _routes.GetOrAdd(route, static _ => new RouteLookups());

    public CacheUse Read()
    {
        var absent = _tracker.Absent();
        var areFew = _prefixes.HasFewFamilies;
        CachePrefix[] prefixes =
        [
            .. _prefixes.Slots
                .GroupBy(static slot => slot.StandsAlone ? slot : slot.Family ?? slot)
                .GroupBy(group => group.Key.IsOfKeys ? words.Shown(group.Key.Prefix, areFew && group.Key.HoldsMany) : group.Key.Prefix, static group => group, StringComparer.Ordinal)
                .Select(shown => Together(shown.Key, [.. shown.SelectMany(static group => group).Select(slot => slot.Read(absent.GetValueOrDefault(slot)))]))
                .Where(static prefix => prefix.Hits + prefix.Misses + prefix.SetsWithExpiry + prefix.SetsWithoutExpiry + prefix.Fills > 0)
                .OrderByDescending(static prefix => prefix.Hits + prefix.Misses),
        ];
        return new CacheUse
        {
            Name = Name,
            InProcess = InProcess,
            Bounded = Bounded,
            ShowsTypes = ShowsTypes,
            ProtectsFromStampede = ProtectsByDesign,
            CachesAbsence = ProtectsByDesign,
            Lookups = prefixes.Sum(static prefix => prefix.Hits + prefix.Misses),
            Prefixes = prefixes,
            Routes = [.. _routes.Select(static pair => new CacheRoute($"{pair.Key.Method} {pair.Key.Template}", pair.Value.Hits, pair.Value.Misses)).OrderByDescending(static route => route.Hits + route.Misses)],
        };
    }

    private static CachePrefix Together(string name, IReadOnlyList<CachePrefix> parts) => parts.Count == 1 ? parts[0] with { Prefix = name } : new CachePrefix
    {
        Prefix = name,
        IsShared = parts.Any(static part => part.IsShared),
        Hits = parts.Sum(static part => part.Hits),
        Misses = parts.Sum(static part => part.Misses),
        Fills = parts.Sum(static part => part.Fills),
        SetsWithExpiry = parts.Sum(static part => part.SetsWithExpiry),
        SetsWithoutExpiry = parts.Sum(static part => part.SetsWithoutExpiry),
        ValueTypes = [.. parts.SelectMany(static part => part.ValueTypes).Distinct(StringComparer.Ordinal)],
        TypesOfOneForm = parts.MaxBy(static part => part.TypesOfOneForm.Count)!.TypesOfOneForm,
        ContendedMisses = parts.Sum(static part => part.ContendedMisses),
        DuplicateFills = parts.Sum(static part => part.DuplicateFills),
        AbsentLookups = parts.Sum(static part => part.AbsentLookups),
        RepeatedlyAbsentKeys = parts.Sum(static part => part.RepeatedlyAbsentKeys),
        AbsencesCached = parts.Sum(static part => part.AbsencesCached),
        MissesWithoutCost = parts.Sum(static part => part.MissesWithoutCost),
        HitsOfWrites = parts.Sum(static part => part.HitsOfWrites),
        MissesOfWrites = parts.Sum(static part => part.MissesOfWrites),
        LookupsOfReadRequests = parts.Sum(static part => part.LookupsOfReadRequests),
    };
}
