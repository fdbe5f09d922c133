namespace HealthKit.Evidence;

/// <summary>A query count that tests assert for one route.</summary>
public sealed record QueryBudget
{
    /// <summary>The route as in <see cref="RouteEvidence.Name"/>.</summary>
    public required string Route { get; init; }

    /// <summary>The most queries that the tests let through.</summary>
    public required int Budget { get; init; }

    /// <summary>The most queries that they saw.</summary>
    public int MostSeen { get; init; }

    /// <summary>How often it was asserted.</summary>
    public int Asserts { get; init; }

    /// <summary>True when every assertion held.</summary>
    public bool Passed { get; init; }
}
