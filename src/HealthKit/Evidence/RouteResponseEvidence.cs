namespace HealthKit.Evidence;

/// <summary>How large the responses of one route were; files and streams are not among them.</summary>
public sealed record RouteResponseEvidence
{
    /// <summary>The route as in <see cref="RouteEvidence.Name"/>.</summary>
    public required string Route { get; init; }

    /// <summary>Responses whose body was counted.</summary>
    public long Responses { get; init; }

    /// <summary>The largest body in bytes.</summary>
    public long LargestBytes { get; init; }

    /// <summary>Responses that were a collection, or an envelope around one; a collection deeper inside one thing is not a list of things.</summary>
    public long ListResponses { get; init; }

    /// <summary>Responses whose serialised type was seen and is neither.</summary>
    public long SingleResponses { get; init; }

    /// <summary>The fewest items in one of <see cref="ListResponses"/>; null without them.</summary>
    public long? FewestItems { get; init; }

    /// <summary>The most items in one of <see cref="ListResponses"/>; null without them.</summary>
    public long? MostItems { get; init; }

    /// <summary>The page size that was given to callers who asked for more; null when none was seen to be held back.</summary>
    public long? ClampedAt { get; init; }
}
