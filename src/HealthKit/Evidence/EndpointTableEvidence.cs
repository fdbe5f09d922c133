using HealthKit.Attestation;

namespace HealthKit.Evidence;

/// <summary>The endpoints that routing may choose; HealthKit's own are not among them.</summary>
public sealed record EndpointTableEvidence : EvidenceRecord
{
    /// <summary>Why the table could not be read, for example a host without endpoint routing; null when it was.</summary>
    public string? Unreadable { get; init; }

    /// <summary>One entry an endpoint.</summary>
    public IReadOnlyList<EndpointEvidence> Endpoints { get; init; } = [];

    /// <summary>Parts that answer requests outside the table: middleware branches, routers of the old kind. They keep a pass and a "not applicable" away.</summary>
    public IReadOnlyList<BlindSpot> BlindSpots { get; init; } = [];

    /// <summary>Endpoints that the host exempted from the check at hand: an exemption never proves that there is no such endpoint.</summary>
    public int Exempted { get; init; }

    internal override EvidenceRecord Without(SubjectFilter exempt)
    {
        EndpointEvidence[] kept = [.. Endpoints.Where(endpoint => !endpoint.IsExempt(exempt))];
        return this with { Endpoints = kept, Exempted = Exempted + Endpoints.Count - kept.Length };
    }
}
