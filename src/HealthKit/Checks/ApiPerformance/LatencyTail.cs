namespace HealthKit.Checks;

/// <summary>The ratio p99/p50 of one route, between the bounds that its samples allow.</summary>
/// <param name="AtLeast">The ratio of the lowest p99 to the highest p50.</param>
/// <param name="AtMost">The ratio of the highest p99 to the lowest p50.</param>
/// <param name="P99AtLeast">The lowest p99.</param>
/// <param name="P99AtMost">The highest p99.</param>
internal readonly record struct LatencyTail(double AtLeast, double AtMost, TimeSpan P99AtLeast, TimeSpan P99AtMost)
{
    // Two-sided 90 %, so that each bound that a verdict rests on holds at 95 %, as in the rule of the p99.
    private const double Confidence = 0.9;
    private const double ShareOfHot = 0.8;

    // Below this nobody notices the tail, however short the median is.
    public static readonly TimeSpan Immaterial = TimeSpan.FromMilliseconds(50);

    public static LatencyTail Of(RouteSample route)
    {
        var p50 = route.Latency.QuantileBounds(0.5, Confidence);
        var p99 = route.Latency.QuantileBounds(0.99, Confidence);
        // The calls that were given up may all have been slower than the rest, which moves the p99 up the sample by their share.
        var highest = route.Latency.QuantileBounds(Math.Min(1, 0.99 + route.AbortedShare), Confidence).Upper;
        return new LatencyTail(p99.Lower / p50.Upper, p50.Lower > TimeSpan.Zero ? highest / p50.Lower : double.PositiveInfinity, p99.Lower, highest);
    }

    public Finding Judge(RouteSample route, Limits limits)
    {
        if (route.Latency.Count == 0)
        {
            return Finding.TooFew(route.Route.Name, "no latency was measured");
        }

        var seen = $"p99 {Units.Duration(route.P99)} is {Units.Number(route.P99 / route.Latency.Quantile(0.5))}x the p50 {Units.Duration(route.Latency.Quantile(0.5))} (limit {Units.Number(limits.Limit)}x) over {Units.Count(route.Latency.Count, "request")} {route.Span}";
        var isMaterial = P99AtLeast >= Immaterial;
        return P99AtMost < Immaterial ? Finding.Pass(route.Route.Name, $"{seen}; immaterial under {Units.Duration(Immaterial)}")
            : AtMost < limits.Limit ? Finding.Pass(route.Route.Name, seen)
            : isMaterial && AtLeast >= limits.Warn ? Finding.Fail(route.Route.Name, seen)
            : isMaterial && AtLeast >= limits.Limit ? Finding.Warn(route.Route.Name, seen)
            : AtLeast >= limits.Limit ? Finding.TooFew(route.Route.Name, $"{seen}; the p99 lies between {Units.Duration(P99AtLeast)} and {(P99AtMost == TimeSpan.MaxValue ? "any time" : Units.Duration(P99AtMost))}, which more requests will narrow; under {Units.Duration(Immaterial)} the ratio does not matter")
            : Finding.TooFew(route.Route.Name, $"{seen}; between {Units.Number(AtLeast)}x and {(P99AtMost == TimeSpan.MaxValue || double.IsInfinity(AtMost) ? "any ratio" : $"{Units.Number(AtMost)}x")}, which more requests will narrow");
    }

    /// <summary>Requests without a route of their own, where they are so many that the hot routes may be others.</summary>
    public static IEnumerable<Finding> Unseen(RoutePopulation routes) =>
        routes.Routes.Count > 0 && routes.Share(routes.Hot) is var share && share < ShareOfHot
            ? [Finding.TooFew("", $"the hot routes seen carry {Units.Percent(share)} of all requests; the others share the overflow slot")]
            : [];
}
