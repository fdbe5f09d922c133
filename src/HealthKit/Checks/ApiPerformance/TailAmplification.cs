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
            var findings = routes.Hot
                .Select(route => (Route: route, Tail: LatencyTail.Of(route)))
                .OrderByDescending(static hot => hot.Tail.AtLeast)
                .Select(hot => hot.Tail.Judge(hot.Route, limits));
            return Findings.Worst(VerdictSource.Measured, "requests", [.. findings, .. LatencyTail.Unseen(routes)], routes.Samples);
        }),
    };
}
