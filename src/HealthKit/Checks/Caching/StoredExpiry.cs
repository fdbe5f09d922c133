using HealthKit.Evidence;

namespace HealthKit.Checks;

/// <summary>How many values the service stored with an expiry, at the cache API.</summary>
internal sealed record StoredExpiry
{
    /// <summary>Read-through prefixes with values stored without expiry, most first.</summary>
    public required IReadOnlyList<CacheSubject> Offenders { get; init; }

    /// <summary>Prefixes with such values that were never filled after a miss: a store, or a cache filled in advance.</summary>
    public required IReadOnlyList<CacheSubject> Ambiguous { get; init; }

    public required long WithExpiry { get; init; }

    public required long WithoutExpiry { get; init; }

    public double? Refuted => WithoutExpiry > 0 ? (double)WithExpiry / (WithExpiry + WithoutExpiry) : null;

    public static StoredExpiry Of(CacheEvidence caches, CacheServerEvidence? servers)
    {
        var stores = (servers?.Servers ?? []).SelectMany(static server => server.Prefixes).Where(static prefix => prefix.NotCacheBecause is not null && !HiddenName.IsIn(prefix.Prefix)).Select(static prefix => prefix.Prefix).ToHashSet(StringComparer.Ordinal);
        var subjects = caches.Subjects().Where(subject => !stores.Contains(subject.Prefix.Prefix)).OrderByDescending(static subject => subject.Prefix.SetsWithoutExpiry).ToList();
        var read = subjects.FindAll(static subject => subject.Prefix.IsReadAsCache());
        return new StoredExpiry
        {
            Offenders = read.FindAll(static subject => subject.Prefix.SetsWithoutExpiry > 0),
            Ambiguous = subjects.FindAll(static subject => !subject.Prefix.IsReadAsCache() && subject.Prefix.SetsWithoutExpiry > 0),
            WithExpiry = read.Sum(static subject => subject.Prefix.SetsWithExpiry),
            WithoutExpiry = read.Sum(static subject => subject.Prefix.SetsWithoutExpiry),
        };
    }
}
