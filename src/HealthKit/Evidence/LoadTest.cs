namespace HealthKit.Evidence;

/// <summary>One route in one imported load test.</summary>
public sealed record LoadTest
{
    /// <summary>The route as in <see cref="RouteEvidence.Name"/>.</summary>
    public required string Route { get; init; }

    /// <summary>"k6", "wrk", "NBomber".</summary>
    public required string Tool { get; init; }

    /// <summary>When it ran.</summary>
    public required DateTimeOffset RanAt { get; init; }

    /// <summary>The commit or the CI run it is bound to; null when it is bound to neither and proves nothing.</summary>
    public string? BoundTo { get; init; }

    /// <summary>Requests it sent to the route.</summary>
    public long Requests { get; init; }

    /// <summary>False when one of its own thresholds failed.</summary>
    public bool Passed { get; init; }
}
