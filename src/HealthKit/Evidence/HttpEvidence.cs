using HealthKit.Attestation;

namespace HealthKit.Evidence;

/// <summary>Rate, errors and duration of every route, as the service's own callers met them.</summary>
public sealed record HttpEvidence : EvidenceRecord
{
    /// <summary>One entry a route with traffic; HealthKit's own routes are not among them.</summary>
    public IReadOnlyList<RouteEvidence> Routes { get; init; } = [];

    /// <summary>Requests since start, warm-up and overflow included.</summary>
    public long Requests { get; init; }

    /// <summary>Requests whose route found no slot of its own and share the overflow slot.</summary>
    public long OverflowRequests { get; init; }

    /// <summary>Requests a second over the window.</summary>
    public double RequestsPerSecond { get; init; }

    /// <summary>Requests a second in the busiest 60 s since start; 0 before 60 s have passed.</summary>
    public double PeakRequestsPerSecond { get; init; }

    /// <summary>How long the service has been observed.</summary>
    public TimeSpan Uptime { get; init; }

    /// <summary>How far the window reaches back.</summary>
    public TimeSpan Window { get; init; }

    /// <summary>Routes that the host exempted from the check at hand: an exemption never proves that there is no such route.</summary>
    public int Exempted { get; init; }

    internal override EvidenceRecord Without(SubjectFilter exempt)
    {
        RouteEvidence[] kept = [.. Routes.Where(route => !exempt.Matches(SubjectKind.Route, route.Name))];
        return this with { Routes = kept, Exempted = Exempted + Routes.Count - kept.Length };
    }
}
