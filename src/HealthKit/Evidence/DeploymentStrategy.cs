namespace HealthKit.Evidence;

/// <summary>How a new version replaces the old one.</summary>
public enum DeploymentStrategy
{
    /// <summary>It could not be read.</summary>
    Unknown,

    /// <summary>Instance by instance.</summary>
    Rolling,

    /// <summary>A second set of instances takes over (blue/green, canary).</summary>
    BlueGreen,

    /// <summary>The old version stops before the new one starts.</summary>
    Recreate,
}
