namespace HealthKit;

/// <summary>What a host decides about its audit. Binds from the configuration section "HealthAudit".</summary>
public class AuditOptions
{
    /// <summary>The team that owns the service.</summary>
    /// <value>Any text; none by default.</value>
    public string? Team { get; set; }

    /// <summary>Who reviews the audit.</summary>
    /// <value>Any text; none by default.</value>
    public string? Reviewer { get; set; }

    /// <summary>The service's name in the report.</summary>
    /// <value>Any text; the entry assembly's name by default.</value>
    public string? ServiceName { get; set; }

    /// <summary>The service's version in the report.</summary>
    /// <value>Any text; the entry assembly's informational version by default.</value>
    public string? ServiceVersion { get; set; }

    /// <summary>The instance's name in the report.</summary>
    /// <value>Any text; the machine's name by default.</value>
    public string? Instance { get; set; }

    /// <summary>Limits by check id, in the check's own unit. A stricter one is free, a looser one is shown in every report.</summary>
    /// <value>Ids of checks that have a limit, each within the check's range; empty by default. In environment variables 1_1 stands for 1.1.</value>
    public IDictionary<string, double> Limits { get; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>Statements of named persons about what HealthKit cannot see.</summary>
    /// <value>At most one a check; empty by default.</value>
    public IList<AttestationOptions> Attestations { get; } = [];

    /// <summary>Subjects taken out of a check.</summary>
    /// <value>Empty by default.</value>
    public IList<ExemptionOptions> Exemptions { get; } = [];
}
