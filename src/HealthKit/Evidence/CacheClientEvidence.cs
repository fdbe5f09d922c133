using HealthKit.Attestation;

namespace HealthKit.Evidence;

/// <summary>Clients of cache servers, by their own settings.</summary>
public sealed record CacheClientEvidence : EvidenceRecord
{
    /// <summary>One entry a client.</summary>
    public IReadOnlyList<CacheClient> Clients { get; init; } = [];

    /// <summary>Clients that cannot be seen, and the cure.</summary>
    public IReadOnlyList<BlindSpot> BlindSpots { get; init; } = [];

    internal override EvidenceRecord Without(SubjectFilter exempt) =>
        this with { Clients = [.. Clients.Where(client => !exempt.Matches(SubjectKind.Client, client.Name))] };
}
