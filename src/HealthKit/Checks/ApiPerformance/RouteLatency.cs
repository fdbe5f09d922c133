using HealthKit.Evidence;

namespace HealthKit.Checks;

/// <summary>The rule that 1.1, 1.2 and 1.3 share: no route breaks the limit at the p99, and the routes known to keep it carry enough of the traffic.</summary>
internal static class RouteLatency
{
    private const double ShareToMeasure = 0.95;

    /// <summary>Judges the routes of some kinds.</summary>
    /// <param name="http">What was measured.</param>
    /// <param name="word">The kind's name for sentences; null for all kinds.</param>
    /// <param name="includes">The kinds.</param>
    /// <param name="hotMustHold">Whether every hot route must be known to keep the limit, whatever its share.</param>
    /// <param name="limits">The limits, in milliseconds.</param>
    public static Verdict Judge(HttpEvidence http, string? word, Func<RouteKind, bool> includes, bool hotMustHold, Limits limits)
    {
        var routes = new RoutePopulation(http, includes);
        var refused = http.Routes.Where(route => includes(route.Kind)).Sum(static route => route.ClientErrors);
        var (request, requests) = word is null ? ("request", "requests") : ($"{word} request", $"{word} requests");
        return routes.Routes.Count == 0
            ? Verdict.TooFew(VerdictSource.Measured, refused == 0 ? $"No {request} was seen after warm-up (the first 10 s, and the first five of each route)." : $"No {request} was answered but with a refusal: {Units.Count(refused, "4xx answer")}, which stay out of latency.", $"Send {requests}: {QuantileRule.MinimumForP99} to each hot route.", 0)
            : Findings.Worst(VerdictSource.Measured, requests, Find(routes, word is null ? "all requests" : requests, hotMustHold, limits), routes.Samples);
    }

    private static IEnumerable<Finding> Find(RoutePopulation routes, string requests, bool hotMustHold, Limits limits)
    {
        var limit = TimeSpan.FromMilliseconds(limits.Limit);
        var calls = routes.Routes.ToLookup(route => route.Call(limit));
        foreach (var route in calls[QuantileCall.Broken].OrderByDescending(static route => route.P99))
        {
            var beyond = route.Call(TimeSpan.FromMilliseconds(limits.Warn)) is QuantileCall.Broken;
            yield return beyond ? Finding.Fail(route.Route.Name, route.Describe(limit)) : Finding.Warn(route.Route.Name, route.Describe(limit));
        }

        var share = routes.Share(calls[QuantileCall.Holds]);
        if (share < ShareToMeasure)
        {
            yield return Finding.TooFew("", $"{Units.Percent(share)} of {requests} went to routes known to keep {Units.Duration(limit)} at the p99 ({Units.Percent(ShareToMeasure)} needed)");
        }

        var undecided = calls[QuantileCall.Undecided].OrderByDescending(static route => route.Requests).ToList();
        foreach (var route in undecided.Where(route => share < ShareToMeasure || (hotMustHold && routes.Hot.Contains(route))))
        {
            yield return Finding.TooFew(route.Route.Name, route.Needs(limit));
        }

        if (calls[QuantileCall.Holds].MaxBy(static route => route.P99) is { } slowest)
        {
            yield return Finding.Pass($"{slowest.Route.Name}, the slowest", $"{slowest.Describe(limit)}; {Units.Percent(share)} of {requests} measured");
        }
    }
}
