using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    public static readonly Check LatencyCeiling = new()
    {
        Id = "1.3",
        Section = Section.ApiPerformance,
        Title = "No endpoint's p99 exceeds 1 s under normal load",
        Threshold = "0 violations",
        Severity = Severity.High,
        Remedy = "Find what the slowest route named above waits for (its queries, an outbound call, a lock), and move what the caller need not wait for to a queue.",
        Limit = new CheckLimit { Default = 1_000, Unit = LimitUnit.Milliseconds, Minimum = 1, Maximum = 60_000, MinimumSamples = QuantileRule.MinimumForP99 },
        Clears = ["1.1", "1.2", "1.4"],
        Judge = Judge.From<HttpEvidence>(static (http, limits) =>
        {
            // A stream's duration is not a latency.
            var verdict = RouteLatency.Judge(http, null, static kind => kind is not RouteKind.Stream, hotMustHold: false, limits);
            var peak = http.PeakRequestsPerSecond > 0 ? $", busiest minute {Units.Number(http.PeakRequestsPerSecond)}" : "";
            return verdict with { Observed = $"{verdict.Observed} Load: {Units.Number(http.RequestsPerSecond)} requests/s{peak}.".TrimStart() };
        }),
    };
}
