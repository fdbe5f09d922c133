namespace HealthKit.Evidence;

/// <summary>Calls of one client on behalf of requests.</summary>
/// <param name="Client">The client as in <see cref="OutboundClientEvidence.Name"/>.</param>
/// <param name="Calls">Calls since start.</param>
/// <param name="CallsWithTraceId">How many carried the request's own trace id.</param>
public sealed record CorrelatedClient(string Client, long Calls, long CallsWithTraceId);
