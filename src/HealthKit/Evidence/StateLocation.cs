namespace HealthKit.Evidence;

/// <summary>Where state lives.</summary>
public enum StateLocation
{
    /// <summary>It cannot be told.</summary>
    Unknown,

    /// <summary>In this process: another instance does not see it.</summary>
    InProcess,

    /// <summary>In files: shared or not, according to the volume.</summary>
    LocalFiles,

    /// <summary>In a store that every instance reads.</summary>
    Shared,

    /// <summary>With the caller, in a cookie.</summary>
    Caller,
}
