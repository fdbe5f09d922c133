namespace HealthKit.Checks;

/// <summary>What a check came to.</summary>
public enum Outcome
{
    /// <summary>The evidence shows that it holds: one point.</summary>
    Pass,

    /// <summary>It does not hold: an improvement opportunity.</summary>
    Warn,

    /// <summary>It does not hold: an immediate action.</summary>
    Fail,

    /// <summary>Nothing that would decide it is known; the reason says what would.</summary>
    Unknown,

    /// <summary>The evidence proves that the service has no such part; leaves the maximum.</summary>
    NotApplicable,

    /// <summary>The source or the check threw.</summary>
    Error,
}
