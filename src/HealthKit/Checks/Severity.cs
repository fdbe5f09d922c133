namespace HealthKit.Checks;

/// <summary>How much harm an unmet check can do; orders the report's actions.</summary>
public enum Severity
{
    /// <summary>Costs little until the service grows.</summary>
    Low = 1,

    /// <summary>Slows people or requests down.</summary>
    Medium = 2,

    /// <summary>Hurts users under load or hides an incident.</summary>
    High = 3,

    /// <summary>Can take the service down or expose its users.</summary>
    Critical = 4,
}
