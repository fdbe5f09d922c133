using HealthKit.Attestation;

namespace HealthKit.Evidence;

/// <summary>Cache servers' own figures.</summary>
public sealed record CacheServerEvidence : EvidenceRecord
{
    /// <summary>One entry a server.</summary>
    public IReadOnlyList<CacheServer> Servers { get; init; } = [];

    internal override EvidenceRecord Without(SubjectFilter exempt) => this with
    {
        Servers = [.. Servers.Select(server => server with { Prefixes = [.. server.Prefixes.Where(prefix => !exempt.Matches(SubjectKind.KeyPrefix, prefix.Prefix))] })],
    };
}
