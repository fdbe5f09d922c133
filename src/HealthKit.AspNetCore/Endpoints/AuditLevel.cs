namespace HealthKit.Endpoints;

/// <summary>How much of the audit a caller may read; each level includes the ones before.</summary>
internal enum AuditLevel
{
    None,
    Summary,
    Checks,
    Evidence,
}
