namespace HealthKit.Evidence;

/// <summary>A scan of the build's packages for known vulnerabilities.</summary>
public sealed record DependencyScanEvidence : EvidenceRecord
{
    /// <summary>When the scan ran; the evidence may be read again much later.</summary>
    public required DateTimeOffset ScannedAt { get; init; }

    /// <summary>True when the scan is of the running build.</summary>
    public bool MatchesRunningBuild { get; init; }

    /// <summary>True when the source of advisories is known to answer; a source without them looks clean.</summary>
    public bool SourceAnswered { get; init; }

    /// <summary>Why it does not count: audit switched off, direct packages only, a failed restore; null when it is whole.</summary>
    public string? Incomplete { get; init; }

    /// <summary>Packages looked at, transitive ones included.</summary>
    public int Packages { get; init; }

    /// <summary>The packages with known vulnerabilities.</summary>
    public IReadOnlyList<DependencyFinding> Findings { get; init; } = [];
}
