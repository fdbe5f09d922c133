namespace HealthKit;

/// <summary>What a host decides about the scan of its code. Binds from the configuration section "HealthAudit:CodeScan".</summary>
public sealed class CodeScanOptions
{
    /// <summary>How long after the start of the host the scan begins.</summary>
    /// <value>0 to 1 h; 10 s by default.</value>
    public TimeSpan Delay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the scan may take; a longer one is given up and leaves its checks unknown.</summary>
    /// <value>1 s to 10 min; 1 min by default.</value>
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Further assemblies to scan, by name: packages of the team's own, and projects that a single-file application does not show as such.</summary>
    /// <value>Empty by default: the projects that the application was built from.</value>
    public IList<string> Assemblies { get; } = [];
}
