using HealthKit.Attestation;

namespace HealthKit.Evidence;

/// <summary>Which other origins' pages may read this service's responses.</summary>
public sealed record CorsEvidence : EvidenceRecord
{
    /// <summary>Every policy that is registered, named by an endpoint or met in the pipeline.</summary>
    public IReadOnlyList<CorsPolicyEvidence> Policies { get; init; } = [];

    /// <summary>What the pipeline itself gave to a random origin, outside every endpoint: true when admitted, false when refused, null when it was not driven.</summary>
    public bool? PipelineAdmitsRandomOrigin { get; init; }

    /// <summary>Policies that cannot be seen, and the cure.</summary>
    public IReadOnlyList<BlindSpot> BlindSpots { get; init; } = [];

    internal override EvidenceRecord Without(SubjectFilter exempt) => this with
    {
        Policies = [.. Policies.Where(policy => !exempt.MatchesAll(SubjectKind.Route, policy.Endpoints))],
    };
}
