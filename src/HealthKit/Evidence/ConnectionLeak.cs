namespace HealthKit.Evidence;

/// <summary>Connections that a route left open.</summary>
/// <param name="Route">The route.</param>
/// <param name="Count">How many.</param>
/// <param name="AfterFailure">How many of them after a failed request.</param>
public sealed record ConnectionLeak(string Route, long Count, long AfterFailure);
