using HealthKit.Attestation;

namespace HealthKit.Evidence;

/// <summary>Sizes and item counts of real responses.</summary>
public sealed record ResponseSizeEvidence : EvidenceRecord
{
    /// <summary>One entry a route with traffic.</summary>
    public IReadOnlyList<RouteResponseEvidence> Routes { get; init; } = [];

    /// <summary>Parts whose responses cannot be counted, and the cure.</summary>
    public IReadOnlyList<BlindSpot> BlindSpots { get; init; } = [];

    internal override EvidenceRecord Without(SubjectFilter exempt) =>
        this with { Routes = [.. Routes.Where(route => !exempt.Matches(SubjectKind.Route, route.Route))] };
}
