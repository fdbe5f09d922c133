namespace HealthKit.Evidence;

/// <summary>The probes that an orchestrator asks.</summary>
public sealed record HealthEndpointEvidence : EvidenceRecord
{
    /// <summary>The liveness endpoint; null when none is mapped.</summary>
    public HealthEndpoint? Live { get; init; }

    /// <summary>The readiness endpoint; null when none is mapped.</summary>
    public HealthEndpoint? Ready { get; init; }

    /// <summary>True when the endpoint table could be read, so that a missing endpoint is known to be missing.</summary>
    public bool EndpointsReadable { get; init; }
}
