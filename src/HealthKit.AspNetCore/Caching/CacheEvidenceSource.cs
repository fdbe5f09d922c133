using HealthKit.Evidence;
using HealthKit.Sources;

namespace HealthKit.Caching;

/// <summary>States how the application uses its caches.</summary>
internal sealed class CacheEvidenceSource(
    CacheObservation observation,
    CacheRegistrations registrations,
    IEnumerable<IServerOnlyUse> serverOnly,
    IServiceProvider provider,
    CodeWords words,
    TimeProvider time) : MemorySource<CacheEvidence>("caches", time), ICacheActivity
{
    public long Lookups => observation.Caches.Sum(static cache => cache.Hits + cache.Misses + cache.UnseenLookups);

    public bool IsComplete => registrations.FindBlindSpots(provider).Count == 0;

    protected override CacheEvidence Read(DateTimeOffset now)
    {
        words.Read();
        return Stated(now);
    }

    private CacheEvidence Stated(DateTimeOffset now) => new()
    {
        ObservedAt = now,
        MaxAge = Fresh,
        Caches = [.. observation.Caches.Select(static cache => cache.Read())],
        BlindSpots =
        [
            .. registrations.FindBlindSpots(provider),
            .. observation.Caches.Where(static cache => cache.UnseenLookups > 0).Select(static cache => new BlindSpot(
                cache.Name,
                FormattableString.Invariant($"{cache.UnseenLookups:#,0} look-ups went through the class rather than the interface, without showing their keys."),
                "Inject IMemoryCache instead of MemoryCache.")),
            .. observation.Caches.Select(static cache => cache.Blind).OfType<BlindSpot>(),
        ],
        ServerOnly = [.. serverOnly.SelectMany(static package => package.Find())],
    };
}
