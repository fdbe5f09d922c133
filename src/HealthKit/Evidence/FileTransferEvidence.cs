using HealthKit.Attestation;

namespace HealthKit.Evidence;

/// <summary>Files that went through the process; static assets are not among them.</summary>
public sealed record FileTransferEvidence : EvidenceRecord
{
    /// <summary>One entry a route that declares or carried files.</summary>
    public IReadOnlyList<FileRoute> Routes { get; init; } = [];

    /// <summary>Requests looked at.</summary>
    public long Requests { get; init; }

    /// <summary>Parts that cannot be seen, and the cure.</summary>
    public IReadOnlyList<BlindSpot> BlindSpots { get; init; } = [];

    internal override EvidenceRecord Without(SubjectFilter exempt) =>
        this with { Routes = [.. Routes.Where(route => !exempt.Matches(SubjectKind.Route, route.Route))] };
}
