using HealthKit.Evidence;

namespace HealthKit.Checks;

/// <summary>One route held against one limit.</summary>
internal sealed record RouteCall(RouteEvidence Route, LatencyDistribution Sample, QuantileCall Call, long StillNeeded, bool IsWindow)
{
    public TimeSpan P99 => Sample.Count == 0 ? TimeSpan.Zero : Sample.Quantile(0.99);

    /// <summary>Which sample it was, as words to put behind a count.</summary>
    public string Span => IsWindow ? " in the last 15 minutes" : " since start";

    /// <summary>The 15-minute window if it has enough for a p99, else since start.</summary>
    public static RouteCall Of(RouteEvidence route, TimeSpan limit)
    {
        var isWindow = route.Window.Count >= QuantileRule.MinimumForP99;
        var sample = isWindow ? route.Window : route.SinceStart;
        var over = sample.CountPossiblyOver(limit);
        var call = QuantileRule.Judge(sample.Count, over, sample.CountCertainlyOver(limit));
        return new RouteCall(route, sample, call, QuantileRule.RequestsStillNeeded(sample.Count, over), isWindow);
    }

    public Offender AsOffender(TimeSpan limit) => new(
        Route.Name,
        $"p99 {Units.Duration(P99)} (limit {Units.Duration(limit)}), p50 {Units.Duration(Sample.Quantile(0.5))}, {Units.Count(Sample.CountCertainlyOver(limit), "request")} over the limit of {Units.Count(Sample.Count, "request")}{Span}");
}
