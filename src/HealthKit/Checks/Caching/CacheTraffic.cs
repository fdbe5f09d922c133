using HealthKit.Evidence;

namespace HealthKit.Checks;

/// <summary>What the checks of this section ask of look-ups and servers.</summary>
internal static class CacheTraffic
{
    public static long Lookups(this CachePrefix prefix) => prefix.Hits + prefix.Misses;

    /// <summary>Hits of requests that read, and of work outside requests.</summary>
    public static long HitsOfReads(this CachePrefix prefix) => prefix.Hits - prefix.HitsOfWrites;

    /// <summary>Look-ups of requests that read, and of work outside requests.</summary>
    public static long LookupsOfReads(this CachePrefix prefix) => prefix.Lookups() - prefix.HitsOfWrites - prefix.MissesOfWrites;

    /// <summary>A value stored after a miss of the same key marks a cache; hits alone may be a store.</summary>
    public static bool IsReadAsCache(this CachePrefix prefix) => prefix.Fills > 0;

    public static IEnumerable<CacheSubject> Subjects(this CacheEvidence caches) =>
        caches.Caches.SelectMany(static cache => cache.Prefixes.Select(prefix => new CacheSubject(cache, prefix)));

    /// <summary>The first cache that nobody sees, in words; null when all are seen.</summary>
    public static string? Unseen(this CacheEvidence caches) => BlindSpotWords.First(caches.BlindSpots);

    /// <summary>
    /// The first client that looks up past every cache interface in keys that nobody accounts for, in words; null where there is none, or where every
    /// sampled key belongs to an observed cache or is none of a cache's.
    /// </summary>
    public static string? UnseenClient(CacheEvidence caches, CacheServerEvidence? servers)
    {
        if (caches.ServerOnly.Count == 0)
        {
            return null;
        }

        var sampled = (servers?.Servers ?? []).Where(HasSample).ToList();
        var observed = caches.Subjects().Select(static subject => subject.Prefix.Prefix).ToHashSet(StringComparer.Ordinal);
        var strange = sampled.SelectMany(static server => server.Prefixes).Where(prefix => prefix.NotCacheBecause is null && (HiddenName.IsIn(prefix.Prefix) || !observed.Contains(prefix.Prefix))).Select(static prefix => prefix.Prefix).Distinct().Take(3).ToList();
        return sampled.Count > 0 && strange.Count == 0
            ? null
            : $"{BlindSpotWords.First(caches.ServerOnly)}{(strange.Count > 0 ? $" No observed cache uses the prefix {string.Join(", ", strange)}: where it is no cache, name it in HealthAudit:Redis:NotCachePrefixes." : "")}";
    }

    /// <summary>Whether keys of the server were looked at.</summary>
    public static bool HasSample(this CacheServer server) => server.SampleUnreadable is null && (server.SampledKeys > 0 || server.SampleIsComplete);

    /// <summary>Why the cache servers, where there are any, are not all known; null when they are.</summary>
    /// <param name="servers">The servers, or null where nothing current is known.</param>
    /// <param name="inventory">What the process has at all.</param>
    /// <param name="unreadable">Why a server does not answer the question; null when it does.</param>
    public static string? UnseenServer(CacheServerEvidence? servers, InventoryEvidence? inventory, Func<CacheServer, string?> unreadable) => (servers, inventory) switch
    {
        ({ Servers.Count: > 0 }, _) => servers.Servers.Where(server => unreadable(server) is not null).Select(server => $"{server.Name}: {unreadable(server)}").FirstOrDefault(),
        (_, { CacheClients.Count: 0 }) => null,
        (null, null) => $"Whether a cache server is in use is not known. {EvidenceKinds.Cure(typeof(InventoryEvidence))}",
        (null, _) => $"A client of a cache server is loaded, but nothing current is known of the server. {EvidenceKinds.Cure(typeof(CacheServerEvidence))}",
        _ => "No cache server was read.",
    };
}
