using HealthKit.Evidence;

namespace HealthKit.Checks;

/// <summary>The rule that 1.1 and 1.2 share: every hot route of a kind keeps the limit at the p99, and the routes measured carry enough of the traffic.</summary>
internal static class RouteLatency
{
    private const double ShareToMeasure = 0.95;

    public static Verdict Judge(HttpEvidence http, RouteKind kind, Limits limits)
    {
        var word = kind is RouteKind.Read ? "read" : "write";
        var routes = http.Routes.Where(route => route.Kind == kind).ToList();
        if (routes.Count == 0)
        {
            return Verdict.TooFew(VerdictSource.Measured, $"No {word} request was seen.", $"Send {word} requests: {QuantileRule.MinimumForP99} to each hot route.", 0);
        }

        var limit = TimeSpan.FromMilliseconds(limits.Limit);
        var calls = routes.Select(route => RouteCall.Of(route, limit)).ToList();
        var hot = Hot.Of(calls, static call => call.Route.Requests, static call => call.Route.TotalTime);
        var samples = calls.Sum(static call => call.Sample.Count);
        var broken = calls.Where(static call => call.Call is QuantileCall.Broken).OrderByDescending(static call => call.P99).ToList();
        if (broken.Count > 0)
        {
            var offenders = broken.ConvertAll(call => call.AsOffender(limit));
            var observed = $"{broken[0].Route.Name} answers with a p99 of {Units.Duration(broken[0].P99)} (limit {Units.Duration(limit)}) over {Units.Count(broken[0].Sample.Count, "request")}{broken[0].Span}.";
            var beyond = broken.Exists(call => RouteCall.Of(call.Route, TimeSpan.FromMilliseconds(limits.Warn)).Call is QuantileCall.Broken);
            return beyond
                ? Verdict.Fail(VerdictSource.Measured, observed, offenders, samples)
                : Verdict.Warn(VerdictSource.Measured, observed, offenders, samples);
        }

        var undecided = hot.Where(static call => call.Call is QuantileCall.Undecided).ToList();
        var measured = calls.Where(static call => call.Call is QuantileCall.Holds).Sum(static call => call.Route.Requests);
        var share = (double)measured / calls.Sum(static call => call.Route.Requests);
        if (undecided.Count > 0 || share < ShareToMeasure)
        {
            var next = undecided.FirstOrDefault() ?? calls.Where(static call => call.Call is QuantileCall.Undecided).MaxBy(static call => call.Route.Requests)!;
            return Verdict.TooFew(
                VerdictSource.Measured,
                $"{Units.Percent(share)} of {word} requests went to routes whose p99 is known to keep {Units.Duration(limit)}; {Units.Percent(ShareToMeasure)} and every hot route are needed.",
                $"{next.Route.Name} needs {Units.Count(next.StillNeeded, "more request")} under {Units.Duration(limit)}.",
                samples);
        }

        var slowest = hot.MaxBy(static call => call.P99)!;
        return Verdict.Pass(
            VerdictSource.Measured,
            $"The slowest hot {word} route, {slowest.Route.Name}, answers with a p99 of {Units.Duration(slowest.P99)} (limit {Units.Duration(limit)}) over {Units.Count(slowest.Sample.Count, "request")}{slowest.Span}; {Units.Percent(share)} of {word} requests measured.",
            samples);
    }
}
