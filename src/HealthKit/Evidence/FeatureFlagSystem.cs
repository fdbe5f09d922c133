namespace HealthKit.Evidence;

/// <summary>One feature-flag system in the process.</summary>
/// <param name="Name">For example "Microsoft.FeatureManagement".</param>
/// <param name="Flags">Flags it knows; null when it cannot list them.</param>
/// <param name="Evaluations">Evaluations since start, at least; null when they cannot be counted.</param>
public sealed record FeatureFlagSystem(string Name, int? Flags, long? Evaluations);
