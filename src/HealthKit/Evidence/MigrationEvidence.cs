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

    internal override EvidenceRecord JoinedWith(EvidenceRecord other) => other is not MigrationEvidence more ? this : this with
    {
        ObservedAt = more.ObservedAt < ObservedAt ? more.ObservedAt : ObservedAt,
        MaxAge = more.MaxAge < MaxAge ? more.MaxAge : MaxAge,
        Places = [.. Places, .. more.Places],
        Findings = [.. Findings, .. more.Findings],
        AssembliesLookedThrough = AssembliesLookedThrough || more.AssembliesLookedThrough,
        FilesLookedThrough = FilesLookedThrough || more.FilesLookedThrough,
        IsBuildTime = IsBuildTime || more.IsBuildTime,
    };
}
