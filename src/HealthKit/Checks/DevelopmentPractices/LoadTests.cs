using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    private const long BusyRequestsPerDay = 100;

    public static readonly Check LoadTests = new()
    {
        Id = "9.2",
        Section = Section.DevelopmentPractices,
        Title = "Every route with more than 100 requests a day was load tested within 90 days",
        Threshold = "load test in CI",
        Severity = Severity.Medium,
        Attestable = true,
        Limit = new CheckLimit { Default = 90, Unit = LimitUnit.Days, Minimum = 1, Maximum = 365 },
        Remedy = "Run a load test of the routes named above in CI (k6 run --summary-export=summary.json test.js) and hand its summary to the build evidence, with the commit it ran on.",
        Judge = Judge.FromBoth<HttpEvidence, LoadTestEvidence>(static (http, load, limits) =>
        {
            var busy = http.Routes
                .Where(static route => route.RequestsLastDay > BusyRequestsPerDay && route.Attribution != "none" && route.Kind is not RouteKind.Other)
                .OrderByDescending(static route => route.RequestsLastDay)
                .ToList();
            var tests = load.Tests.Where(static test => test is { BoundTo: not null, Requests: > 0 }).ToLookup(static test => test.Route, StringComparer.OrdinalIgnoreCase);
            var untested = busy.Where(route => !tests[route.Name].Any(test => Counts(test, limits))).ToList();
            var observed = $"{busy.Count - untested.Count} of {Units.Count(busy.Count, "route")} with more than {BusyRequestsPerDay} requests a day have a passed load test of the last {Units.Duration(TimeSpan.FromDays(limits.Limit))}.";
            var offenders = untested.ConvertAll(route => new Offender(route.Name, $"{Units.Count(route.RequestsLastDay, "request")} a day, {Newest(tests[route.Name], limits)}"));
            return busy.Count == 0 ? Verdict.TooFew(VerdictSource.Measured, observed, $"No route has reached {BusyRequestsPerDay} requests a day yet.", http.Requests)
                : busy.TrueForAll(route => !tests[route.Name].Any()) ? Blindness.Of(load.BlindSpots, observed) ?? Verdict.Fail(VerdictSource.Built, observed, offenders, busy.Count).AsNotFound()
                : untested.Count > 0 ? Verdict.Warn(VerdictSource.Built, observed, offenders, busy.Count)
                : http.OverflowRequests > 0 ? Verdict.Blind($"{Units.Count(http.OverflowRequests, "request")} went to routes without a slot of their own.", observed)
                : Verdict.Pass(VerdictSource.Built, observed, busy.Count);
        }),
    };

    private static bool Counts(LoadTest test, Limits limits) =>
        test.Passed && test.RanAt - limits.AsOf <= ClockSkew && limits.AsOf - test.RanAt <= TimeSpan.FromDays(limits.Limit);

    private static string Newest(IEnumerable<LoadTest> tests, Limits limits) => tests.MaxBy(static test => test.RanAt) switch
    {
        null => "no load test",
        { Passed: false } test => $"the last load test ({test.Tool}, {Units.Duration(limits.AsOf - test.RanAt)} ago) failed its thresholds",
        { } test when test.RanAt > limits.AsOf => $"the last load test ({test.Tool}) is dated in the future",
        { } test => $"the last load test ({test.Tool}) is {Units.Duration(limits.AsOf - test.RanAt)} old (limit {Units.Duration(TimeSpan.FromDays(limits.Limit))})",
    };
}
