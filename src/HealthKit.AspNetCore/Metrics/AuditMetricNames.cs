namespace HealthKit.Metrics;

/// <summary>The metric families that show the audit itself.</summary>
internal static class AuditMetricNames
{
    public const string Score = "health_audit_score_ratio";
    public const string SectionScore = "health_audit_section_score_ratio";
    public const string Check = "health_audit_check";
    public const string Coverage = "health_audit_coverage_ratio";
    public const string EvidenceAge = "health_audit_evidence_age_seconds";
}
