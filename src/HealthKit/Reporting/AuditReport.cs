using HealthKit.Attestation;
using HealthKit.Scoring;

namespace HealthKit.Reporting;

/// <summary>The result of one audit: all that renderers see. Its JSON Schema is docs/report.schema.json.</summary>
public sealed record AuditReport
{
    /// <summary>The version of this shape.</summary>
    public const string CurrentSchemaVersion = "1.0";

    /// <summary>How many offenders a check lists at most.</summary>
    public const int OffenderLimit = 20;

    /// <summary>The version of this shape.</summary>
    public string SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>Who audits, and when.</summary>
    public required AuditHeader Audit { get; init; }

    /// <summary>What was audited.</summary>
    public required ServiceIdentity Service { get; init; }

    /// <summary>The moment of the audit.</summary>
    public required DateTimeOffset GeneratedAt { get; init; }

    /// <summary>How much the report looks back on.</summary>
    public required ReportWindow Window { get; init; }

    /// <summary>The score.</summary>
    public required Score Score { get; init; }

    /// <summary>The sections in order.</summary>
    public required IReadOnlyList<SectionScore> Sections { get; init; }

    /// <summary>All 71 checks in checklist order.</summary>
    public required IReadOnlyList<CheckResult> Checks { get; init; }

    /// <summary>The host's own checks, scored apart.</summary>
    public IReadOnlyList<CheckResult> CustomChecks { get; init; } = [];

    /// <summary>What to do first, at most three.</summary>
    public required IReadOnlyList<ActionItem> Actions { get; init; }

    /// <summary>Limits that the host changed.</summary>
    public IReadOnlyList<LimitOverride> Overrides { get; init; } = [];

    /// <summary>Subjects that the host took out of a check, expired exemptions included.</summary>
    public IReadOnlyList<AppliedExemption> Exemptions { get; init; } = [];

    /// <summary>Attestations in configuration, expired ones included.</summary>
    public IReadOnlyList<CheckAttestation> Attestations { get; init; } = [];
}
