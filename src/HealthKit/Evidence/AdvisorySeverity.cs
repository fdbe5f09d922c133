namespace HealthKit.Evidence;

/// <summary>The severity an advisory states.</summary>
public enum AdvisorySeverity
{
    /// <summary>None stated: counts as high until somebody says otherwise.</summary>
    Unstated,

    /// <summary>Low.</summary>
    Low,

    /// <summary>Moderate.</summary>
    Moderate,

    /// <summary>High.</summary>
    High,

    /// <summary>Critical.</summary>
    Critical,
}
