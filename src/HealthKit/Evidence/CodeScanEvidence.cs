using HealthKit.Attestation;

namespace HealthKit.Evidence;

/// <summary>What a scan of the host's own assemblies found, with how much it looked at.</summary>
public sealed record CodeScanEvidence : EvidenceRecord
{
    /// <summary>One entry a rule.</summary>
    public IReadOnlyList<CodeScanRule> Rules { get; init; } = [];

    /// <summary>The scanned assemblies, by name.</summary>
    public IReadOnlyList<string> Assemblies { get; init; } = [];

    /// <summary>Assemblies of the host's own that could not be read, each with the reason.</summary>
    public IReadOnlyList<string> Unread { get; init; } = [];

    internal override EvidenceRecord Without(SubjectFilter exempt) => this with
    {
        Rules = [.. Rules.Select(rule => rule with
        {
            Flagged = [.. rule.Flagged.Where(site => !exempt.Matches(SubjectKind.Member, site.Member, $"{site.Member} ({site.Location})"))],
            Unresolved = [.. rule.Unresolved.Where(site => !exempt.Matches(SubjectKind.Member, site.Member, $"{site.Member} ({site.Location})"))],
        })],
    };
}
