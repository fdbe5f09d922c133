using HealthKit.Evidence;

namespace HealthKit.Caching;

/// <summary>States how the application uses its caches.</summary>
internal sealed class CacheEvidenceSource(
    CacheObservation observation,
    CacheRegistrations registrations,
    IEnumerable<ICacheBlindSpots> blindSpots,
    IServiceProvider provider,
    TimeProvider time) : IEvidenceSource, ICacheInventory
{
    private static readonly TimeSpan Valid = TimeSpan.FromMinutes(1);

    public string Name => "caches";

    public IReadOnlyList<Type> Kinds { get; } = [typeof(CacheEvidence)];

    public TimeSpan Interval => TimeSpan.Zero;

    public TimeSpan Timeout { get; } = TimeSpan.FromSeconds(2);

    public long Lookups => observation.Caches.Sum(static cache => cache.Hits + cache.Misses + cache.UnseenLookups);

    public bool AllObserved => registrations.FindBlindSpots(provider).Count == 0;

    public ValueTask<EvidenceReading> ReadAsync(CancellationToken cancellationToken) => ValueTask.FromResult(EvidenceReading.Of(new CacheEvidence
    {
        ObservedAt = time.GetUtcNow(),
        MaxAge = Valid,
        Caches = [.. observation.Caches.Select(static cache => cache.Read())],
        BlindSpots =
        [
            .. registrations.FindBlindSpots(provider),
            .. observation.Caches.Where(static cache => cache.UnseenLookups > 0).Select(static cache => new BlindSpot(
                cache.Name,
                FormattableString.Invariant($"{cache.UnseenLookups:#,0} look-ups went through the class rather than the interface, without showing their keys."),
                "Inject IMemoryCache instead of MemoryCache.")),
            .. blindSpots.SelectMany(static package => package.Find()),
        ],
    }));
}
