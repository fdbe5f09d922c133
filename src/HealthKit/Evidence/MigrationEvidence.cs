using HealthKit.Attestation;

namespace HealthKit.Evidence;

/// <summary>Schema migrations, and what is risky in them.</summary>
public sealed record MigrationEvidence : EvidenceRecord
{
    /// <summary>Where migrations were looked for, places without any included.</summary>
    public IReadOnlyList<MigrationPlace> Places { get; init; } = [];

    /// <summary>True when the host's own assemblies were looked through, so that no migration class there is known to be none.</summary>
    public bool AssembliesLookedThrough { get; init; }

    /// <summary>True when the build's files were looked through, so that no .sql migration there is known to be none.</summary>
    public bool FilesLookedThrough { get; init; }

    /// <summary>Findings of any age, acknowledged ones included.</summary>
    public IReadOnlyList<MigrationFinding> Findings { get; init; } = [];

    /// <summary>True when sources beyond the running assemblies were read, so that a verdict stands on build-time evidence.</summary>
    public bool IsBuildTime { get; init; }

    internal override EvidenceRecord Without(SubjectFilter exempt) =>
        this with { Findings = [.. Findings.Where(finding => finding.Table is null || !exempt.Matches(SubjectKind.Table, finding.Table))] };
}
