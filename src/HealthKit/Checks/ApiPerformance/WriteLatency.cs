using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    private static readonly string[] WritingMethods = ["POST", "PUT", "PATCH", "DELETE"];

    public static readonly Check WriteLatency = new()
    {
        Id = "1.2",
        Section = Section.ApiPerformance,
        Title = "Write endpoints answer with a p99 under 500 ms",
        Threshold = "< 500 ms",
        Severity = Severity.High,
        Remedy = "Move work that the caller need not wait for out of the slowest write route named above: queue it, and answer 202.",
        Limit = new CheckLimit { Default = 500, Unit = LimitUnit.Milliseconds, Minimum = 1, Maximum = 60_000, Warn = 1_000, MinimumSamples = QuantileRule.MinimumForP99 },
        AppliesTo = EndpointTables.None("takes writes", MayWrite),
        Clears = ["1.3", "1.4"],
        Judge = Judge.From<HttpEvidence>(static (http, limits) => RouteLatency.Judge(http, "write", static kind => kind is RouteKind.Write, hotMustHold: true, limits)),
    };

    // An endpoint without methods answers all of them.
    private static bool MayWrite(EndpointEvidence endpoint) =>
        endpoint.Methods.Count == 0 || endpoint.Methods.Any(static method => WritingMethods.Contains(method, StringComparer.OrdinalIgnoreCase));
}
