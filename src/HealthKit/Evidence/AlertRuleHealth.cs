namespace HealthKit.Evidence;

/// <summary>What the alerting system says of a rule's last evaluation.</summary>
public enum AlertRuleHealth
{
    /// <summary>Not evaluated yet.</summary>
    Unknown,

    /// <summary>Evaluated.</summary>
    Ok,

    /// <summary>Its evaluation failed: it cannot fire.</summary>
    Failing,
}
