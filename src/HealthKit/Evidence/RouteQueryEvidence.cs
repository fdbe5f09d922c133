namespace HealthKit.Evidence;

/// <summary>The queries of one route.</summary>
public sealed record RouteQueryEvidence
{
    /// <summary>The route as in <see cref="RouteEvidence.Name"/>, or "(background)".</summary>
    public required string Route { get; init; }

    /// <summary>True for answers that last as long as somebody listens: their queries grow with the time, and no budget for a request holds them.</summary>
    public bool IsStream { get; init; }

    /// <summary>Requests that ended, with or without queries.</summary>
    public long Requests { get; init; }

    /// <summary>Round trips a request; a batch is one.</summary>
    public required CountDistribution RoundTrips { get; init; }

    /// <summary>Statements since start, as far as sampled texts show them; a batch of three is three.</summary>
    public double StatementsPerRequest { get; init; }

    /// <summary>Requests whose texts were sampled.</summary>
    public long SampledRequests { get; init; }

    /// <summary>Sampled requests in which one fingerprint ran more than ten times.</summary>
    public long RequestsWithRepeats { get; init; }

    /// <summary>The largest count of one fingerprint in one request.</summary>
    public int WorstRepeat { get; init; }

    /// <summary>The normalised text that repeated most; null when none did.</summary>
    public string? RepeatedText { get; init; }

    /// <summary>Queries for each further row returned, by least squares over sampled requests; null when rows do not vary.</summary>
    public double? QueriesPerRow { get; init; }

    /// <summary>Time spent in queries since start, first responses summed.</summary>
    public TimeSpan TotalTime { get; init; }
}
