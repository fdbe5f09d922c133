using HealthKit.Attestation;

namespace HealthKit.Evidence;

/// <summary>How large a request body may be.</summary>
public sealed record RequestLimitEvidence : EvidenceRecord
{
    /// <summary>The server, for example "Kestrel".</summary>
    public required string Server { get; init; }

    /// <summary>True when the server's limit could be read.</summary>
    public bool ServerLimitReadable { get; init; }

    /// <summary>The server's limit in bytes; null when there is none.</summary>
    public long? ServerLimitBytes { get; init; }

    /// <summary>True when the host set it, rather than the server's default standing.</summary>
    public bool ServerLimitExplicit { get; init; }

    /// <summary>The multipart form limit in bytes; null when there is none.</summary>
    public long? FormLimitBytes { get; init; }

    /// <summary>Endpoints whose own metadata lifts the limit.</summary>
    public IReadOnlyList<string> UnlimitedEndpoints { get; init; } = [];

    /// <summary>Endpoints with a limit of their own.</summary>
    public int EndpointsWithOwnLimit { get; init; }

    internal override EvidenceRecord Without(SubjectFilter exempt) =>
        this with { UnlimitedEndpoints = [.. UnlimitedEndpoints.Where(route => !exempt.Matches(SubjectKind.Route, route))] };
}
