using HealthKit.Evidence;

namespace HealthKit.Checks;

/// <summary>One route held against the budget of round trips a request.</summary>
internal static class RouteQueries
{
    public const long RequestsNeeded = 30;
    public const string Background = "(background)";

    private const double ShareOfRepeats = 0.05;

    /// <summary>Round trips that 95 % of the requests do not exceed.</summary>
    public static long P95(RouteQueryEvidence route) => route.RoundTrips.Count == 0 ? 0 : route.RoundTrips.Quantile(0.95);

    public static Finding JudgeHot(RouteQueryEvidence route, long limit) =>
        IsBroken(route, limit) ? Finding.Fail(route.Route, Describe(route, limit), Remedy(route))
        : route.RoundTrips.Count < RequestsNeeded ? Finding.TooFew(route.Route, $"{Units.Count(RequestsNeeded - route.RoundTrips.Count, "more request")} needed")
        : Finding.Pass(route.Route, Describe(route, limit));

    /// <summary>Nothing for a route that keeps the budget: only hot ones must prove it.</summary>
    public static IEnumerable<Finding> JudgeOther(RouteQueryEvidence route, long limit) =>
        IsBroken(route, limit) ? [Finding.Warn(route.Route, $"{Describe(route, limit)}, not hot", Remedy(route))] : [];

    // Only what really repeats: a route of thirty different statements has another fault.
    private static string? Remedy(RouteQueryEvidence route) => route.WorstRepeat > 2 ? RepeatRemedy.For(route.RepeatedText) : null;

    private static bool IsBroken(RouteQueryEvidence route, long limit) =>
        (route.RoundTrips.Count >= RequestsNeeded && P95(route) > limit) || Repeats(route, limit);

    // The source counts a fingerprint that ran more than ten times; a looser limit needs a worse one.
    private static bool Repeats(RouteQueryEvidence route, long limit) =>
        route.SampledRequests >= RequestsNeeded && route.RequestsWithRepeats > ShareOfRepeats * route.SampledRequests && route.WorstRepeat > limit;

    private static string Describe(RouteQueryEvidence route, long limit)
    {
        // Statements are counted at the driver's log, which may show none: every round trip carries one at least.
        var statements = route.StatementsPerRequest > 0 ? $", {Units.Number(route.StatementsPerRequest)} statements a request" : "";
        var trips = $"{Units.Number(P95(route))} {(P95(route) == 1 ? "round trip" : "round trips")} at the p95 (limit {Units.Number(limit)}){statements} over {Units.Count(route.RoundTrips.Count, "request")}";
        var repeats = route.RequestsWithRepeats == 0 ? "" : $"; one statement up to {Units.Number(route.WorstRepeat)} times in {Units.Number(route.RequestsWithRepeats)} of {Units.Count(route.SampledRequests, "sampled request")}{(route.RepeatedText is { } text ? $": {text}" : "")}";
        // Where few queries were sent at all, rows that come or stay away explain them, and no loop does.
        var slope = route.QueriesPerRow is > 0.1 and var queries && P95(route) > limit / 2 ? $"; {Units.Number(queries)} {(queries == 1 ? "query" : "queries")} for each further row" : "";
        return $"{trips}{repeats}{slope}";
    }
}
