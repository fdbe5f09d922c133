using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    public static readonly Check ReadLatency = new()
    {
        Id = "1.1",
        Section = Section.ApiPerformance,
        Title = "Read endpoints answer with a p99 under 200 ms",
        Threshold = "< 200 ms",
        Severity = Severity.High,
        Remedy = "Profile the slowest read route named above; start with its queries (2.1, 2.4) and cache what it reads most (3.1).",
        Limit = new CheckLimit { Default = 200, Unit = LimitUnit.Milliseconds, Minimum = 1, Maximum = 60_000, Warn = 400, MinimumSamples = QuantileRule.MinimumForP99 },
        Clears = ["1.3", "1.4"],
        Judge = Judge.From<HttpEvidence>(static (http, limits) => RouteLatency.Judge(http, "read", static kind => kind is RouteKind.Read, hotMustHold: true, limits)),
    };
}
