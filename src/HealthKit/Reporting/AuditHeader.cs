namespace HealthKit.Reporting;

/// <summary>Who audits, and when: the head of the checklist's summary.</summary>
/// <param name="Team">The team that owns the service; null when not configured.</param>
/// <param name="Reviewer">Who reviews the audit; null when not configured.</param>
/// <param name="Date">The day of the audit, UTC.</param>
public sealed record AuditHeader(string? Team, string? Reviewer, DateOnly Date);
