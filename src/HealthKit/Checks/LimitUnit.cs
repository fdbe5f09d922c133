namespace HealthKit.Checks;

/// <summary>The unit of a check's limit.</summary>
public enum LimitUnit
{
    /// <summary>A plain number.</summary>
    Count,

    /// <summary>Milliseconds.</summary>
    Milliseconds,

    /// <summary>Seconds.</summary>
    Seconds,

    /// <summary>A share between 0 and 1.</summary>
    Ratio,

    /// <summary>Bytes.</summary>
    Bytes,

    /// <summary>Days.</summary>
    Days,
}
