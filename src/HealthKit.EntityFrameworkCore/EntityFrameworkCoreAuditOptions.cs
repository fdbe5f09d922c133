namespace HealthKit;

/// <summary>What a host decides about the audit of Entity Framework Core.</summary>
public sealed class EntityFrameworkCoreAuditOptions
{
    /// <summary>Migrations that a person accepted although they break or lock something: id and reason.</summary>
    /// <value>Empty by default; a reason cannot be empty.</value>
    public IDictionary<string, string> AcknowledgedMigrations { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
