using HealthKit.Checks;

namespace HealthKit.Reporting;

/// <summary>One check as the report shows it.</summary>
public sealed record CheckResult
{
    /// <summary>The id.</summary>
    public required string Id { get; init; }

    /// <summary>The section's number; null for a custom check.</summary>
    public required int? Section { get; init; }

    /// <summary>The claim.</summary>
    public required string Title { get; init; }

    /// <summary>The checklist's threshold in words; <see cref="Override"/> says where the host set another.</summary>
    public required string Threshold { get; init; }

    /// <summary>The outcome.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>Where it comes from.</summary>
    public required VerdictSource Source { get; init; }

    /// <summary>What was seen.</summary>
    public required string Observed { get; init; }

    /// <summary>Why it is not a pass, and what would make it known.</summary>
    public string? Reason { get; init; }

    /// <summary>The worst offenders first, at most <see cref="AuditReport.OffenderLimit"/>.</summary>
    public IReadOnlyList<Offender> Offenders { get; init; } = [];

    /// <summary>How many offenders there are in all.</summary>
    public int OffenderCount { get; init; }

    /// <summary>What to do; null on a pass and where the check does not apply.</summary>
    public string? Remedy { get; init; }

    /// <summary>Samples behind the outcome; null where nothing was counted.</summary>
    public long? Samples { get; init; }

    /// <summary>When the oldest evidence behind it was observed; null without evidence.</summary>
    public DateTimeOffset? ObservedAt { get; init; }

    /// <summary>The documentation page; null for a custom check without one.</summary>
    public required string? Docs { get; init; }

    /// <summary>How much harm it can do unmet.</summary>
    public required Severity Severity { get; init; }

    /// <summary>The attestation behind it, or the one that could not lift it; null without.</summary>
    public string? Attestation { get; init; }

    /// <summary>The limit that the host put in place of the threshold; null where the threshold stands.</summary>
    public LimitOverride? Override { get; init; }

    /// <summary>How many subjects the host's exemptions took out before it was judged.</summary>
    public int Exempted { get; init; }
}
