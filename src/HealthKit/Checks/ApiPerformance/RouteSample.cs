using HealthKit.Evidence;

namespace HealthKit.Checks;

/// <summary>One route and the sample it is judged by: the 15-minute window if it has enough for a p99, else since start.</summary>
internal sealed record RouteSample(RouteEvidence Route, LatencyDistribution Latency, bool IsWindow)
{
    /// <summary>Requests whose latency counts: refused ones (4xx) are apart.</summary>
    public long Requests => Math.Max(Route.Requests - Route.ClientErrors, Route.SinceStart.Count);

    public TimeSpan P99 => Latency.Count == 0 ? TimeSpan.Zero : Latency.Quantile(0.99);

    /// <summary>The share of requests that callers gave up: how long those would have taken is not known, only that it was longer.</summary>
    public double AbortedShare =>
        IsWindow && Route.AbortedInWindow is { } lately ? Math.Min(1, (double)lately / Latency.Count)
        : Requests == 0 ? 0
        : Math.Min(1, (double)Route.Aborted / Requests);

    /// <summary>Which sample it is, to follow a number of requests.</summary>
    public string Span => IsWindow ? "in the last 15 minutes" : "since start";

    public static RouteSample Of(RouteEvidence route)
    {
        var isWindow = route.Window.Count >= QuantileRule.MinimumForP99;
        return new RouteSample(route, isWindow ? route.Window : route.SinceStart, isWindow);
    }

    public QuantileCall Call(TimeSpan limit) => QuantileRule.Judge(Latency.Count, PossiblyOver(limit), Latency.CountCertainlyOver(limit));

    public string Describe(TimeSpan limit) =>
        $"p99 {Units.Duration(P99)} (limit {Units.Duration(limit)}), p50 {Units.Duration(Latency.Quantile(0.5))}, {Units.Number(Latency.CountCertainlyOver(limit))} of {Units.Count(Latency.Count, "request")} {Span} over the limit";

    public string Needs(TimeSpan limit)
    {
        var more = $"needs {Units.Count(QuantileRule.RequestsStillNeeded(Latency.Count, PossiblyOver(limit)), "more request")} under {Units.Duration(limit)}";
        return AbortedShare == 0 ? more : $"{more}; callers gave up {Units.Percent(AbortedShare)} of its requests, which may have been over the limit";
    }

    // A call that was given up is a lower bound, so for a pass it counts as over the limit.
    private long PossiblyOver(TimeSpan limit)
    {
        var aborted = (long)Math.Ceiling(AbortedShare * Latency.Count);
        return Math.Min(Latency.Count, Latency.CountPossiblyOver(limit) + aborted);
    }
}
