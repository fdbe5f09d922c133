namespace HealthKit.Endpoints;

/// <summary>Marks an endpoint as HealthKit's own: it is in no evidence, and gives way to a host's endpoint on the same path.</summary>
internal sealed record OwnEndpoint(OwnEndpointKind Kind);
