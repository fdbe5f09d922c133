namespace HealthKit.Evidence;

/// <summary>Files that went through one route.</summary>
public sealed record FileRoute
{
    /// <summary>The route as in <see cref="RouteEvidence.Name"/>.</summary>
    public required string Route { get; init; }

    /// <summary>True when its metadata says that it takes or gives files.</summary>
    public bool Declared { get; init; }

    /// <summary>Uploads seen, of any size.</summary>
    public long Uploads { get; init; }

    /// <summary>Downloads seen, of any size.</summary>
    public long Downloads { get; init; }

    /// <summary>The largest of both in bytes.</summary>
    public long LargestBytes { get; init; }
}
