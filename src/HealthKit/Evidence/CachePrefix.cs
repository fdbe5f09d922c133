namespace HealthKit.Evidence;

/// <summary>Look-ups under one key prefix.</summary>
public sealed record CachePrefix
{
    /// <summary>The prefix, without ids.</summary>
    public required string Prefix { get; init; }

    /// <summary>True where keys of many prefixes share this entry for want of one of their own: what collides among them does not show.</summary>
    public bool IsShared { get; init; }

    /// <summary>Look-ups that found a value.</summary>
    public long Hits { get; init; }

    /// <summary>Look-ups that found none.</summary>
    public long Misses { get; init; }

    /// <summary>Values stored after a miss of the same key, duplicates apart: the mark of a cache rather than a store.</summary>
    public long Fills { get; init; }

    /// <summary>Values stored with an expiry.</summary>
    public long SetsWithExpiry { get; init; }

    /// <summary>Values stored without one.</summary>
    public long SetsWithoutExpiry { get; init; }

    /// <summary>Types of the values stored or read, by name.</summary>
    public IReadOnlyList<string> ValueTypes { get; init; } = [];

    /// <summary>Types of different entities under keys of one form, ids apart; two of them share the prefix. Empty where no form held any.</summary>
    public IReadOnlyList<string> TypesOfOneForm { get; init; } = [];

    /// <summary>Misses met while another fill of the same key was under way.</summary>
    public long ContendedMisses { get; init; }

    /// <summary>Fills of a key that was being filled already.</summary>
    public long DuplicateFills { get; init; }

    /// <summary>Look-ups of keys that were missed and never filled, a key's first one included.</summary>
    public long AbsentLookups { get; init; }

    /// <summary>Keys missed three times or more and never filled.</summary>
    public long RepeatedlyAbsentKeys { get; init; }

    /// <summary>Absent values stored as such.</summary>
    public long AbsencesCached { get; init; }

    /// <summary>
    /// Misses of requests that succeeded, looked up no other prefix of the cache, and after the first of them neither sent a database command nor looked up in another cache,
    /// nor called out over HTTP at all.
    /// </summary>
    public long MissesWithoutCost { get; init; }

    /// <summary>Those of <see cref="Hits"/> that are known to belong to requests that write.</summary>
    public long HitsOfWrites { get; init; }

    /// <summary>Those of <see cref="Misses"/> that are known to belong to requests that write.</summary>
    public long MissesOfWrites { get; init; }

    /// <summary>Look-ups that are known to belong to requests that read: neither those of requests that write nor those of work outside requests.</summary>
    public long LookupsOfReadRequests { get; init; }
}
