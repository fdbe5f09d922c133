namespace HealthKit.Evidence;

/// <summary>Look-ups made on behalf of one route.</summary>
/// <param name="Route">The route as in <see cref="RouteEvidence.Name"/>.</param>
/// <param name="Hits">Look-ups that found a value.</param>
/// <param name="Misses">Look-ups that found none.</param>
public sealed record CacheRoute(string Route, long Hits, long Misses);
