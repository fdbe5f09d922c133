using HealthKit.Evidence;

namespace HealthKit.Checks;

/// <summary>What the checks of this section ask of look-ups and servers.</summary>
internal static class CacheTraffic
{
    public static long Lookups(this CachePrefix prefix) => prefix.Hits + prefix.Misses;

    /// <summary>A value stored after a miss of the same key marks a cache; hits alone may be a store.</summary>
    public static bool IsReadAsCache(this CachePrefix prefix) => prefix.Fills > 0;

    public static IEnumerable<CacheSubject> Subjects(this CacheEvidence caches) =>
        caches.Caches.SelectMany(static cache => cache.Prefixes.Select(prefix => new CacheSubject(cache, prefix)));

    /// <summary>The first cache that nobody sees, in words; null when all are seen.</summary>
    public static string? Unseen(this CacheEvidence caches) => BlindSpotWords.First(caches.BlindSpots);

    /// <summary>Why the cache servers, where there are any, are not all known; null when they are.</summary>
    public static string? UnseenServer(CacheServerEvidence? servers, InventoryEvidence? inventory) => (servers, inventory) switch
    {
        ({ Servers.Count: > 0 }, _) => servers.Servers.Where(static server => server.Unreadable is not null).Select(static server => $"{server.Name}: {server.Unreadable}").FirstOrDefault(),
        (_, { CacheClients.Count: 0 }) => null,
        (null, null) => $"Whether a cache server is in use is not known. {EvidenceKinds.Cure(typeof(InventoryEvidence))}",
        (null, _) => $"A client of a cache server is loaded, but nothing current is known of the server. {EvidenceKinds.Cure(typeof(CacheServerEvidence))}",
        _ => "No cache server was read.",
    };
}
