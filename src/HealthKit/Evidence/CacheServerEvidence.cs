using HealthKit.Attestation;

namespace HealthKit.Evidence;

/// <summary>Cache servers' own figures.</summary>
public sealed record CacheServerEvidence : EvidenceRecord
{
    /// <summary>One entry a server.</summary>
    public IReadOnlyList<CacheServer> Servers { get; init; } = [];

    // An exempted prefix stays, as none of the cache's: without it, the server's totals could not be told apart from the cache's own keys.
    internal override EvidenceRecord Without(SubjectFilter exempt) => this with
    {
        Servers = [.. Servers.Select(server => server with
        {
            Prefixes = [.. server.Prefixes.Select(prefix => exempt.Matches(SubjectKind.KeyPrefix, prefix.Prefix, $"{prefix.Prefix} on {server.Name}") ? prefix with { NotCacheBecause = "exempted" } : prefix)],
        })],
    };
}
