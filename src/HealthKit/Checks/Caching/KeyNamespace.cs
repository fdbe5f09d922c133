using HealthKit.Evidence;

namespace HealthKit.Checks;

/// <summary>The prefixes of one server, or of one cache in the process, and the types of values under each.</summary>
/// <param name="Name">The server or the cache.</param>
/// <param name="Keys">Sampled keys of a server; of a cache, the values that were stored or found.</param>
/// <param name="Unit">What <paramref name="Keys"/> counts.</param>
/// <param name="IsComplete">Whether those are all there are.</param>
/// <param name="Prefixes">The prefixes under which they lie.</param>
/// <param name="Collisions">The prefixes that two entities share.</param>
/// <param name="Unreadable">Why they do not tell; null where they do.</param>
internal sealed record KeyNamespace(string Name, long Keys, string Unit, bool IsComplete, int Prefixes, IReadOnlyList<Offender> Collisions, string? Unreadable)
{
    private const double ShareToLeaveOpen = 0.05;

    public const long EnoughKeys = 1_000;

    public bool IsEnough => IsComplete || Keys >= EnoughKeys;

    /// <summary>Servers by their key sample; caches in the process, which nobody can sample, by the values that the service stored or found there.</summary>
    public static IReadOnlyList<KeyNamespace> Of(CacheEvidence caches, CacheServerEvidence? servers)
    {
        var sampled = (servers?.Servers ?? []).Where(static server => server.Unreadable is null || server.HasSample()).ToList();
        var typed = caches.Caches.Where(static cache => cache is { Lookups: > 0, ShowsTypes: true }).Select(Of).ToList();
        return
        [
            .. sampled.Select(Of),
            .. caches.Caches.Where(cache => cache is { Lookups: > 0, ShowsTypes: false } && !sampled.Exists(static server => server.HasSample())).Select(static cache => new KeyNamespace(
                cache.Name, 0, "value", IsComplete: false, 0, [], $"{cache.Name} does not show the types of its values. Look up through HybridCache: AddFusionCache().AsHybridCache()")),
            .. typed.Where(static space => space.InProcess || space.Space.Collisions.Count > 0).Select(static space => space.Space),
        ];
    }

    private static KeyNamespace Of(CacheServer server)
    {
        var cached = server.Prefixes.Where(static prefix => prefix.NotCacheBecause is null).ToList();
        return new KeyNamespace(
            server.Name,
            cached.Sum(static prefix => prefix.Keys),
            "key",
            server is { SampleIsComplete: true, SampledKeys: > 0 },
            cached.Count(static prefix => prefix.Keys > 0),
            cached.FindAll(static prefix => prefix.TypesOfOneForm.Count > 1).ConvertAll(prefix => new Offender($"{prefix.Prefix} on {server.Name}", $"holds {string.Join(" and ", prefix.TypesOfOneForm)} values under keys that differ in their ids alone, over {Units.Count(prefix.Keys, "sampled key")}")),
            (server.SampleUnreadable ?? server.TypesUnreadable) is { } why ? $"{server.Name}: {why}" : null);
    }

    private static (bool InProcess, KeyNamespace Space) Of(CacheUse cache)
    {
        var shared = cache.Prefixes.Where(static prefix => prefix.IsShared).Sum(static prefix => prefix.Lookups());
        var typed = cache.Prefixes.Where(static prefix => !prefix.IsShared && prefix.ValueTypes.Any(static type => !IsOpaque(type))).ToList();
        return (cache.InProcess, new KeyNamespace(
            cache.Name,
            typed.Sum(static prefix => prefix.Hits + prefix.SetsWithExpiry + prefix.SetsWithoutExpiry),
            "value",
            IsComplete: false,
            typed.Count,
            typed.FindAll(static prefix => prefix.TypesOfOneForm.Count > 1).ConvertAll(prefix => new Offender(new CacheSubject(cache, prefix).Name, $"holds {string.Join(" and ", prefix.TypesOfOneForm)} under keys that differ in their ids alone, over {Units.Count(prefix.Lookups(), "look-up")}")),
            shared > ShareToLeaveOpen * cache.Lookups ? $"{cache.Name}: {Units.Count(shared, "look-up")} of {Units.Number(cache.Lookups)} were of more prefixes than HealthKit tells apart, so that what collides among them does not show. Begin keys with the name of what they hold" : null));
    }

    // Serialised values all have one type, whatever they hold.
    private static bool IsOpaque(string type) => type is "byte[]" or "Byte[]" or "System.Byte[]" or "object" or "Object" or "System.Object";
}
