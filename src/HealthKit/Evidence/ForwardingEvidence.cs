namespace HealthKit.Evidence;

/// <summary>How a reverse proxy guards what it forwards to a host, beside its timeout and its breaker.</summary>
/// <param name="Cluster">The cluster that the host belongs to.</param>
/// <param name="ProbesDestinations">True where active health checks take out a destination that does not answer them.</param>
/// <param name="Panics">True where calls go to every destination once none is healthy.</param>
public sealed record ForwardingEvidence(string Cluster, bool ProbesDestinations, bool Panics);
