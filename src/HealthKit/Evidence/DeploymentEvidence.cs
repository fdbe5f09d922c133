namespace HealthKit.Evidence;

/// <summary>How the service is deployed, as the orchestrator or its manifests say.</summary>
public sealed record DeploymentEvidence : EvidenceRecord
{
    /// <summary>The workload and where it was read, for example "Deployment shop/api in the cluster" or "deploy/api.yaml:12".</summary>
    public required string Workload { get; init; }

    /// <summary>True when read from the live orchestrator, false when read from manifests at build time.</summary>
    public bool IsLive { get; init; }

    /// <summary>How a new version replaces the old one.</summary>
    public DeploymentStrategy Strategy { get; init; }

    /// <summary>Instances: running ones when live, else declared ones (an autoscaler's minimum); null when unreadable.</summary>
    public int? Replicas { get; init; }

    /// <summary>How many of those a rolling update may take away at once, percentages resolved; null when unreadable.</summary>
    public int? MaxUnavailable { get; init; }

    /// <summary>True when traffic waits for a readiness probe; null when unreadable.</summary>
    public bool? HasReadinessProbe { get; init; }

    /// <summary>True when a hook delays the stop until the load balancer knows; null when unreadable. Shown, not judged.</summary>
    public bool? HasPreStopHook { get; init; }

    /// <summary>Time between SIGTERM and SIGKILL; null when unreadable. Shown, not judged.</summary>
    public TimeSpan? TerminationGracePeriod { get; init; }

    /// <summary>What could not be read, with the right to grant; null when everything was.</summary>
    public string? Unreadable { get; init; }
}
