using HealthKit.Evidence;

namespace HealthKit.Tests;

internal static partial class Given
{
    /// <summary>Caches in use, all of them seen.</summary>
    public static CacheEvidence CachesOf(params CacheUse[] caches) => new() { ObservedAt = At, MaxAge = MaxAge, Caches = caches };

    /// <summary>Caches in use, and one that nobody sees.</summary>
    public static CacheEvidence CachesPartlySeen(params CacheUse[] caches) =>
        CachesOf(caches) with { BlindSpots = [new BlindSpot("IMemoryCache", "The host built it by hand.", "Register it with AddMemoryCache().")] };

    /// <summary>Caches in use, and a client that looks up past every cache interface.</summary>
    public static CacheEvidence CachesBehindTheirServer(params CacheUse[] caches) =>
        CachesOf(caches) with { ServerOnly = [new BlindSpot("redis", "The application sends commands through IDatabase.", "Look up through HybridCache or IDistributedCache.")] };

    /// <summary>A distributed cache, looked up under some prefixes only.</summary>
    public static CacheUse CacheUseOf(params CachePrefix[] prefixes) => new()
    {
        Name = "IDistributedCache",
        Prefixes = prefixes,
        Lookups = prefixes.Sum(static prefix => prefix.Hits + prefix.Misses),
    };

    /// <summary>A prefix that is read through: every miss is filled, with an expiry.</summary>
    public static CachePrefix ReadThrough(string prefix, long hits, long misses) => new()
    {
        Prefix = prefix,
        Hits = hits,
        Misses = misses,
        Fills = misses,
        SetsWithExpiry = misses,
    };

    /// <summary>Cache servers that were read.</summary>
    public static CacheServerEvidence CacheServersOf(params CacheServer[] servers) => new() { ObservedAt = At, MaxAge = MaxAge, Servers = servers };

    /// <summary>A server with a limit, a policy, and 10,000 keys that all expire.</summary>
    public static CacheServer RedisServer(string name = "redis") => new()
    {
        Name = name,
        MaxMemoryBytes = 256L << 20,
        UsedMemoryBytes = 100L << 20,
        MaxMemoryPolicy = "allkeys-lru",
        Keys = 10_000,
        KeysWithExpiry = 10_000,
        EvictedKeys = 0,
        EvictionsPerKeyHour = 0,
        EvictionSpan = TimeSpan.FromHours(1),
        SampledKeys = 1_000,
        Prefixes = [Keys("product:", 600), Keys("price:", 400)],
    };

    /// <summary>A server that refused to be read.</summary>
    public static CacheServer RedisRefusing(string name = "second") => new() { Name = name, Unreadable = "NOPERM. Grant it: ACL SETUSER healthkit +info" };

    /// <summary>Sampled keys of one prefix and one type.</summary>
    public static CacheKeyPrefix Keys(string prefix, long keys, long withoutExpiry = 0, string? notCacheBecause = null) =>
        new() { Prefix = prefix, Keys = keys, WithoutExpiry = withoutExpiry, Types = ["string"], NotCacheBecause = notCacheBecause };

    /// <summary>A process without any cache, after enough requests to say so.</summary>
    public static InventoryEvidence InventoryWithoutCache() => Inventory() with { CacheClients = [], CacheLookups = 0 };

    /// <summary>A process with caches in memory only.</summary>
    public static InventoryEvidence InventoryWithoutCacheServer() => Inventory() with { CacheClients = [] };
}
