namespace HealthKit.Evidence;

/// <summary>The p99 that a host promises for one route.</summary>
/// <param name="Route">The route as in <see cref="RouteEvidence.Name"/>.</param>
/// <param name="P99">The p99 promised.</param>
public sealed record PerformanceBudget(string Route, TimeSpan P99);
