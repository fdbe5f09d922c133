using HealthKit.Caching;
using HealthKit.Evidence;
using HealthKit.Sources;

namespace HealthKit.Redis.Servers;

/// <summary>Sampled keys by prefix and form, each with its type and whether it expires.</summary>
internal sealed class SampledKeys(StoredKeys stored, CodeWords words)
{
    // More words than that under one prefix are names that serve as ids.
    private const int MostWords = 16;

    private readonly List<Sighting> _keys = [];

    /// <summary>Adds one key.</summary>
    /// <param name="database">The database it lies in; keys of two never collide.</param>
    /// <param name="key">The key.</param>
    /// <param name="type">The server's type of its value; null where that is not known.</param>
    /// <param name="expires">Whether it expires.</param>
    public void Add(int database, string key, string? type, bool expires)
    {
        var (family, whole) = stored.Place(key);
        var (notCache, byType) = stored.NotCacheBecause(key, type);
        _keys.Add(new Sighting(database, family, whole, type, expires, notCache, byType));
    }

    /// <summary>The prefixes, those with keys that never expire first; keys of one prefix that are no cache's stand apart.</summary>
    public IReadOnlyList<CacheKeyPrefix> Prefixes()
    {
        var families = _keys.GroupBy(static key => key.Family.Prefix, StringComparer.Ordinal).ToList();
        return
        [
            .. families
                .SelectMany(family => Split(family).Select(prefix => prefix with { Prefix = words.Shown(prefix.Prefix, families.Count <= CodeWords.MostFamilies && family.Count() >= KeyPrefix.FewestKeys) }))
                .GroupBy(static prefix => (prefix.Prefix, prefix.NotCacheBecause))
                .Select(static shown => Together([.. shown]))
                .OrderByDescending(static prefix => prefix.WithoutExpiry)
                .ThenByDescending(static prefix => prefix.Keys),
        ];
    }

    // Names that are hidden look alike, but what collides was found under each by itself.
    private static CacheKeyPrefix Together(IReadOnlyList<CacheKeyPrefix> parts) => parts is [var only] ? only : parts[0] with
    {
        Keys = parts.Sum(static part => part.Keys),
        WithoutExpiry = parts.Sum(static part => part.WithoutExpiry),
        Types = [.. parts.SelectMany(static part => part.Types).Distinct().Order(StringComparer.Ordinal)],
        TypesOfOneForm = parts.MaxBy(static part => part.TypesOfOneForm.Count)!.TypesOfOneForm,
    };

    // Further names stand for themselves where they are few and hold many keys; the others go by their first segment.
    private static IEnumerable<CacheKeyPrefix> Split(IGrouping<string, Sighting> family)
    {
        var named = family.Where(static key => key.Whole.Prefix != key.Family.Prefix).GroupBy(static key => key.Whole.Prefix, StringComparer.Ordinal).ToList();
        var alone = named.Count > KeyPrefix.MostNames ? [] : named.FindAll(static name => name.Count() >= KeyPrefix.FewestKeys);
        var names = alone.Select(static name => name.Key).ToHashSet(StringComparer.Ordinal);
        List<Sighting> others = [.. family.Where(key => !names.Contains(key.Whole.Prefix)).Select(static key => key with { Whole = key.Family })];
        return alone.SelectMany(static name => Of(name.Key, [.. name])).Concat(others.Count == 0 ? [] : Of(family.Key, others));
    }

    private static IEnumerable<CacheKeyPrefix> Of(string prefix, List<Sighting> sightings)
    {
        bool wordsAreIds = sightings.DistinctBy(static key => key.Exact).Count() > MostWords;
        var shared = sightings
            .Where(static key => key.Type is not null && (key.NotCache is null || key.ByType))
            .GroupBy(key => wordsAreIds ? key.Loose : key.Exact)
            .Where(static form => form.DistinctBy(static key => key.Type).Count() > 1)
            .ToDictionary(static form => form.Key, static form => form.Select(static key => key.Type!).Distinct().Order(StringComparer.Ordinal).ToList());

        // A list among values of another type is no queue: it stands in the other's way.
        return sightings
            .GroupBy(key => key.ByType && shared.ContainsKey(wordsAreIds ? key.Loose : key.Exact) ? null : key.NotCache)
            .Select(group => new CacheKeyPrefix
            {
                Prefix = prefix,
                NotCacheBecause = group.Key,
                Keys = group.Count(),
                WithoutExpiry = group.Count(static key => !key.Expires),
                Types = [.. group.Select(static key => key.Type).OfType<string>().Distinct().Order(StringComparer.Ordinal)],
                TypesOfOneForm = group.Key is null ? shared.Values.MaxBy(static types => types.Count) ?? [] : [],
            });
    }

    private readonly record struct Sighting(int Database, KeyPlace Family, KeyPlace Whole, string? Type, bool Expires, string? NotCache, bool ByType)
    {
        public (int Database, int Form) Exact => (Database, Whole.Form.Exact);

        public (int Database, int Form) Loose => (Database, Whole.Form.Loose);
    }
}
