namespace HealthKit.Evidence;

/// <summary>What was measured of one route.</summary>
public sealed record RouteEvidence
{
    /// <summary>The HTTP method; "_OTHER" outside RFC 9110 and PATCH.</summary>
    public required string Method { get; init; }

    /// <summary>The route template, an action's name, or "(unmatched)"; never a path with ids.</summary>
    public required string Template { get; init; }

    /// <summary>How the request was attributed: "endpoint", "action", "path" or "none".</summary>
    public string Attribution { get; init; } = "endpoint";

    /// <summary>What calling it does.</summary>
    public required RouteKind Kind { get; init; }

    /// <summary>Method and template, the route's name in every report.</summary>
    public string Name => $"{Method} {Template}";

    /// <summary>Latency in the window; refused calls (4xx) and warm-up are not in it, aborted calls are lower bounds.</summary>
    public LatencyDistribution Window { get; init; } = LatencyDistribution.Empty;

    /// <summary>Latency since start, at most 24 h.</summary>
    public LatencyDistribution SinceStart { get; init; } = LatencyDistribution.Empty;

    /// <summary>Requests since start.</summary>
    public long Requests { get; init; }

    /// <summary>Requests in the last 24 h.</summary>
    public long RequestsLastDay { get; init; }

    /// <summary>Responses with a 4xx status.</summary>
    public long ClientErrors { get; init; }

    /// <summary>Responses with a 5xx status, or a gRPC status that means a server fault.</summary>
    public long ServerErrors { get; init; }

    /// <summary>Requests since start that the caller gave up.</summary>
    public long Aborted { get; init; }

    /// <summary>Requests of <see cref="Window"/> that the caller gave up; null where they were not counted apart.</summary>
    public long? AbortedInWindow { get; init; }

    /// <summary>Requests kept apart as warm-up.</summary>
    public long WarmUp { get; init; }

    /// <summary>Requests that took longer than 5 s.</summary>
    public long LongRequests { get; init; }

    /// <summary>Time spent in the route since start.</summary>
    public TimeSpan TotalTime { get; init; }
}
