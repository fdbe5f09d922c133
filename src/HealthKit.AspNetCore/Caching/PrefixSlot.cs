using System.Numerics;
using HealthKit.Evidence;

namespace HealthKit.Caching;

/// <summary>What is known of one key prefix of one cache. Counting is lock-free and allocates nothing.</summary>
/// <param name="prefix">Its name.</param>
/// <param name="isFamily">False where keys of several families share the slot, so that two types under it prove nothing.</param>
/// <param name="family">The slot of its first segment, where it has further names; else null.</param>
/// <param name="isShared">True where keys of any prefix share the slot, for want of one of their own.</param>
internal sealed class PrefixSlot(string prefix, bool isFamily = true, PrefixSlot? family = null, bool isShared = false)
{
    private readonly ValueTypes _types = new();

    private long _hits;
    private long _misses;
    private long _fills;
    private long _setsWithExpiry;
    private long _setsWithoutExpiry;
    private long _contendedMisses;
    private long _duplicateFills;
    private long _absentLookups;
    private long _repeatedlyAbsentKeys;
    private long _absencesCached;
    private long _missesWithoutCost;
    private long _hitsOfWrites;
    private long _missesOfWrites;
    private long _lookupsOfReadRequests;
    private long _keys;
    private int _names;

    public string Prefix => prefix;

    /// <summary>The slot of its first segment, where it has further names; else null.</summary>
    public PrefixSlot? Family => family;

    /// <summary>False where it stands for no prefix of keys that are text.</summary>
    public bool IsOfKeys => isFamily;

    /// <summary>True where it holds more keys than a name would.</summary>
    public bool HoldsMany => BitOperations.PopCount((ulong)Volatile.Read(ref _keys)) >= KeyPrefix.FewestKeys;

    /// <summary>True once further names are so many that they must be ids.</summary>
    public bool IsCrowded => !isFamily || Volatile.Read(ref _names) > KeyPrefix.MostNames;

    /// <summary>Whether its further names stand for themselves: they hold many keys, and there are few of them.</summary>
    public bool StandsAlone => family is { IsCrowded: false } && HoldsMany;

    public long Hits => Volatile.Read(ref _hits);

    public long Misses => Volatile.Read(ref _misses);

    public long Sets => Volatile.Read(ref _setsWithExpiry) + Volatile.Read(ref _setsWithoutExpiry);

    /// <summary>Whether one more further name belongs to it.</summary>
    public bool TakesName() => Interlocked.Increment(ref _names) <= KeyPrefix.MostNames;

    /// <summary>Estimates how many keys it holds, up to some dozens.</summary>
    public void CountKey(ReadOnlySpan<char> rest)
    {
        long bit = 1L << (string.GetHashCode(rest) & 63);
        if ((Volatile.Read(ref _keys) & bit) == 0)
        {
            Interlocked.Or(ref _keys, bit);
        }
    }

    public void CountHit() => Interlocked.Increment(ref _hits);

    public void CountMiss() => Interlocked.Increment(ref _misses);

    public void CountFill() => Interlocked.Increment(ref _fills);

    public void CountContendedMisses(int misses) => Interlocked.Add(ref _contendedMisses, misses);

    public void CountDuplicateFill() => Interlocked.Increment(ref _duplicateFills);

    public void CountAbsence() => Interlocked.Increment(ref _absencesCached);

    public void CountMissesWithoutCost(int misses) => Interlocked.Add(ref _missesWithoutCost, misses);

    public void CountOfWrites(int hits, int misses)
    {
        Interlocked.Add(ref _hitsOfWrites, hits);
        Interlocked.Add(ref _missesOfWrites, misses);
    }

    public void CountOfReadRequest() => Interlocked.Increment(ref _lookupsOfReadRequests);

    public void CountSet(bool expires)
    {
        if (expires)
        {
            Interlocked.Increment(ref _setsWithExpiry);
        }
        else
        {
            Interlocked.Increment(ref _setsWithoutExpiry);
        }
    }

    public void CountAbsentKey(int lookups, bool repeated)
    {
        Interlocked.Add(ref _absentLookups, lookups);
        if (repeated)
        {
            Interlocked.Increment(ref _repeatedlyAbsentKeys);
        }
    }

    /// <summary>Notes a value's type, and what follows the prefix in its key.</summary>
    public void See(Type type, ReadOnlySpan<char> rest) => _types.See(type, rest);

    /// <summary>The figures, with the keys still in the tracker that were never filled.</summary>
    public CachePrefix Read(AbsentKeys absent) => new()
    {
        Prefix = prefix,
        IsShared = isShared,
        Hits = Hits,
        Misses = Misses,
        Fills = Volatile.Read(ref _fills),
        SetsWithExpiry = Volatile.Read(ref _setsWithExpiry),
        SetsWithoutExpiry = Volatile.Read(ref _setsWithoutExpiry),
        ValueTypes = _types.Names,
        TypesOfOneForm = isFamily ? _types.OfOneForm() : [],
        ContendedMisses = Volatile.Read(ref _contendedMisses),
        DuplicateFills = Volatile.Read(ref _duplicateFills),
        AbsentLookups = Volatile.Read(ref _absentLookups) + absent.Lookups,
        RepeatedlyAbsentKeys = Volatile.Read(ref _repeatedlyAbsentKeys) + absent.RepeatedKeys,
        AbsencesCached = Volatile.Read(ref _absencesCached),
        MissesWithoutCost = Volatile.Read(ref _missesWithoutCost),
        HitsOfWrites = Volatile.Read(ref _hitsOfWrites),
        MissesOfWrites = Volatile.Read(ref _missesOfWrites),
        LookupsOfReadRequests = Volatile.Read(ref _lookupsOfReadRequests),
    };
}
