namespace HealthKit.Evidence;

/// <summary>The alerting rules that a Prometheus server has loaded.</summary>
public sealed record AlertRuleEvidence : EvidenceRecord
{
    /// <summary>Rules that watch this service's errors or latency, or seem to.</summary>
    public IReadOnlyList<AlertRule> Rules { get; init; } = [];

    /// <summary>Alerting rules looked at, whatever they watch.</summary>
    public int RulesLookedAt { get; init; }

    /// <summary>Alertmanagers attached to the server; null when unreadable.</summary>
    public int? Alertmanagers { get; init; }
}
