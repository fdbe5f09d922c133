using HealthKit.Evidence;

namespace HealthKit.Caching;

/// <summary>What is known of one key prefix of one cache. Counting is lock-free and allocates nothing.</summary>
internal sealed class PrefixSlot(string prefix)
{
    private const int MostTypes = 8;

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
    private Type[] _types = [];

    public string Prefix => prefix;

    public long Hits => Volatile.Read(ref _hits);

    public long Misses => Volatile.Read(ref _misses);

    public long Sets => Volatile.Read(ref _setsWithExpiry) + Volatile.Read(ref _setsWithoutExpiry);

    public void CountHit() => Interlocked.Increment(ref _hits);

    public void CountMiss() => Interlocked.Increment(ref _misses);

    public void CountFill() => Interlocked.Increment(ref _fills);

    public void CountContendedMisses(int misses) => Interlocked.Add(ref _contendedMisses, misses);

    public void CountDuplicateFill() => Interlocked.Increment(ref _duplicateFills);

    public void CountAbsence() => Interlocked.Increment(ref _absencesCached);

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

    public void See(Type type)
    {
        var known = Volatile.Read(ref _types);
        if (Array.IndexOf(known, type) < 0 && known.Length < MostTypes)
        {
            // A type lost to a race is seen again with the next value.
            Interlocked.CompareExchange(ref _types, [.. known, type], known);
        }
    }

    /// <summary>The figures, with the keys still in the tracker that were never filled.</summary>
    public CachePrefix Read(AbsentKeys absent) => new()
    {
        Prefix = prefix,
        Hits = Hits,
        Misses = Misses,
        Fills = Volatile.Read(ref _fills),
        SetsWithExpiry = Volatile.Read(ref _setsWithExpiry),
        SetsWithoutExpiry = Volatile.Read(ref _setsWithoutExpiry),
        ValueTypes = [.. Volatile.Read(ref _types).Select(static type => type.Name)],
        ContendedMisses = Volatile.Read(ref _contendedMisses),
        DuplicateFills = Volatile.Read(ref _duplicateFills),
        AbsentLookups = Volatile.Read(ref _absentLookups) + absent.Lookups,
        RepeatedlyAbsentKeys = Volatile.Read(ref _repeatedlyAbsentKeys) + absent.RepeatedKeys,
        AbsencesCached = Volatile.Read(ref _absencesCached),
    };
}
