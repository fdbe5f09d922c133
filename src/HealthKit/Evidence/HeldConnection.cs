namespace HealthKit.Evidence;

/// <summary>Connections that a route held idle while it called another service.</summary>
/// <param name="Route">The route.</param>
/// <param name="Host">The host called.</param>
/// <param name="Requests">Requests it was seen in.</param>
/// <param name="PoolTimeLost">Connection time lost to the wait, summed.</param>
public sealed record HeldConnection(string Route, string Host, long Requests, TimeSpan PoolTimeLost);
