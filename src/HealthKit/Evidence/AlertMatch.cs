namespace HealthKit.Evidence;

/// <summary>How surely a rule watches what it seems to.</summary>
public enum AlertMatch
{
    /// <summary>Only its shape says so; its figures could not be compared with HealthKit's.</summary>
    Structural,

    /// <summary>Its shape says so, and its figures agreed with HealthKit's at several instants.</summary>
    Numeric,

    /// <summary>It is a rule that HealthKit generated, after normalisation.</summary>
    Exact,
}
