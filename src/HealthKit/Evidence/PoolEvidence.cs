using HealthKit.Attestation;

namespace HealthKit.Evidence;

/// <summary>Connection pools: their settings and what they do under load.</summary>
public sealed record PoolEvidence : EvidenceRecord
{
    /// <summary>One entry a pool, or a data source without one.</summary>
    public IReadOnlyList<ConnectionPool> Pools { get; init; } = [];

    /// <summary>Data sources that cannot be seen, and the one-line cure.</summary>
    public IReadOnlyList<BlindSpot> BlindSpots { get; init; } = [];

    /// <summary>Distinct pools created since start.</summary>
    public int PoolsCreated { get; init; }

    /// <summary>Requests that queried, a second, in the busiest 60 s; 0 before ten minutes have passed.</summary>
    public double PeakRequestsPerSecond { get; init; }

    /// <summary>Requests that queried since start: each opened a connection at least once, also where opens cannot be seen.</summary>
    public long QueryingRequests { get; init; }

    /// <summary>Mean time in queries of a request that queries.</summary>
    public TimeSpan QueryTimePerRequest { get; init; }

    /// <summary>Mean time a request holds a connection; null when custody is not observed.</summary>
    public TimeSpan? CustodyPerRequest { get; init; }

    /// <summary>Instances of the service that share the servers: configured, or seen in the fleet; 1 otherwise.</summary>
    public int Instances { get; init; } = 1;

    /// <summary>How long pools have been observed.</summary>
    public TimeSpan Uptime { get; init; }

    /// <summary>Pools that the host exempted from the check at hand: an exemption never proves that there is no such pool.</summary>
    public int Exempted { get; init; }

    internal override EvidenceRecord Without(SubjectFilter exempt)
    {
        ConnectionPool[] kept = [.. Pools.Where(pool => !exempt.Matches(SubjectKind.Client, pool.Name))];
        return this with { Pools = kept, Exempted = Exempted + Pools.Count - kept.Length };
    }
}
