namespace HealthKit.Evidence;

/// <summary>A job queue or scheduler that is registered.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Jobs">Jobs seen since start; null when they cannot be counted.</param>
public sealed record JobSystem(string Name, long? Jobs);
