namespace HealthKit.Evidence;

/// <summary>One instance in one period.</summary>
/// <param name="Name">The instance.</param>
/// <param name="Requests">Requests it served in the period.</param>
public sealed record FleetInstance(string Name, long Requests);
