namespace HealthKit.Evidence;

/// <summary>How a timeout came to be.</summary>
public enum TimeoutSetting
{
    /// <summary>It cannot be read.</summary>
    Unreadable,

    /// <summary>The host set it.</summary>
    Explicit,

    /// <summary>The library's default stands.</summary>
    Default,

    /// <summary>There is none.</summary>
    Infinite,
}
