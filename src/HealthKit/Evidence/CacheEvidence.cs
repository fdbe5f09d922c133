using HealthKit.Attestation;

namespace HealthKit.Evidence;

/// <summary>Caches as the service uses them, at their API.</summary>
public sealed record CacheEvidence : EvidenceRecord
{
    /// <summary>One entry a cache interface in use: "IMemoryCache", "IDistributedCache", "HybridCache", …</summary>
    public IReadOnlyList<CacheUse> Caches { get; init; } = [];

    /// <summary>Caches that cannot be seen, and the cure.</summary>
    public IReadOnlyList<BlindSpot> BlindSpots { get; init; } = [];

    /// <summary>Clients that look up past every cache interface: only their server knows what they found, and the cure.</summary>
    public IReadOnlyList<BlindSpot> ServerOnly { get; init; } = [];

    internal override EvidenceRecord Without(SubjectFilter exempt) => this with
    {
        Caches = [.. Caches.Select(cache => cache with { Prefixes = [.. cache.Prefixes.Where(prefix => !exempt.Matches(SubjectKind.KeyPrefix, prefix.Prefix, $"{prefix.Prefix} in {cache.Name}"))] })],
    };
}
