using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    public static readonly Check TailAmplification = new()
    {
        Id = "1.4",
        Section = Section.ApiPerformance,
        Title = "The p99 of every hot endpoint is less than 4 times its p50",
        Threshold = "< 4x",
        Severity = Severity.Medium,
        Remedy = "Compare a slow call of the route named above with a usual one in its traces: waits for a connection (4.2), cold cache keys (3.6), garbage collection and queries whose cost depends on the caller (2.4) make such tails.",
        Limit = new CheckLimit { Default = 4, Unit = LimitUnit.Count, Minimum = 1.5, Maximum = 100, Warn = 8, MinimumSamples = QuantileRule.MinimumForP99 },
        Note = $"A p99 under {Units.Duration(LatencyTail.Immaterial)} passes whatever the ratio: nobody notices such a tail, however short the p50 is.",
        Clears = ["1.1", "1.2"],
        Judge = Judge.From<HttpEvidence>(static (http, limits) =>
        {
            var routes = new RoutePopulation(http, static kind => kind is not RouteKind.Stream);
            // What nothing matched is of many kinds: files, middleware's answers, refusals. Fast ones and slow ones together are no tail.
            var hot = routes.Hot.Where(static route => route.Route.Attribution != "none").ToList();
            var findings = hot
                .Select(route => (Route: route, Tail: LatencyTail.Of(route)))
                .OrderByDescending(static hot => hot.Tail.AtLeast)
                .Select(hot => hot.Tail.Judge(hot.Route, limits));
            return Findings.Worst(VerdictSource.Measured, "requests", [.. findings, .. hot.Count == 0 && routes.Hot.Count > 0 ? [Finding.Blind(routes.Hot[0].Route.Name, "no route matched these requests, which are of many kinds: their p99 and p50 need not be of the same")] : Array.Empty<Finding>(), .. LatencyTail.Unseen(routes)], routes.Samples);
        }),
    };
}
