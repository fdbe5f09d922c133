using HealthKit.Evidence;

namespace HealthKit.Flags;

/// <summary>What a package knows of the feature-flag system that it observes.</summary>
internal interface IFeatureFlagObserver
{
    /// <summary>The system, its flags and how often it was asked; null when the host does not have it.</summary>
    FeatureFlagSystem? Read();
}
