using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    public static readonly Check PerformanceBudgets = new()
    {
        Id = "9.5",
        Section = Section.DevelopmentPractices,
        Title = "Every hot route has a performance budget and keeps it",
        Threshold = "p99 SLA per endpoint documented",
        Severity = Severity.Medium,
        Attestable = true,
        Remedy = "Promise a p99 for each hot route: app.MapGet(\"/orders\", …).WithPerformanceBudget(TimeSpan.FromMilliseconds(200)); and mend the routes that break theirs.",
        Judge = Judge.FromBoth<HttpEvidence, PerformanceBudgetEvidence>(static (http, promised, _) =>
        {
            var routes = http.Routes.Where(static route => route.Kind is RouteKind.Read or RouteKind.Write && route.Attribution != "none").ToList();
            var budgets = promised.Budgets
                .GroupBy(static budget => budget.Route, StringComparer.OrdinalIgnoreCase)
                .ToDictionary(static group => group.Key, static group => group.Min(static budget => budget.P99), StringComparer.OrdinalIgnoreCase);
            var hot = Hot.Of(routes, static route => route.Requests, static route => route.TotalTime);
            var calls = routes.Where(route => budgets.ContainsKey(route.Name)).Select(route => RouteCall.Of(route, budgets[route.Name])).ToList();
            var broken = calls.Where(static call => call.Call is QuantileCall.Broken).OrderByDescending(call => call.P99 / budgets[call.Route.Name]).ToList();
            var bare = hot.Where(route => !budgets.ContainsKey(route.Name)).ToList();
            var undecided = calls.Where(call => call.Call is QuantileCall.Undecided && hot.Contains(call.Route)).ToList();
            var observed = $"{hot.Count - bare.Count} of {Units.Count(hot.Count, "hot route")} have a performance budget; {(budgets.Count == 0 ? "" : $"the loosest allows {Units.Duration(budgets.Values.Max())}; ")}{Units.Count(broken.Count, "budget")} broken.";
            var samples = calls.Sum(static call => call.Sample.Count);
            var unbudgeted = bare.ConvertAll(static route => new Offender(route.Name, $"no budget, {Units.Count(route.Requests, "request")}"));
            return broken.Count > 0 ? Verdict.Fail(VerdictSource.Measured, observed, [.. broken.Select(call => call.AsOffender(budgets[call.Route.Name])), .. unbudgeted], samples)
                : budgets.Count == 0 || (bare.Count > 0 && bare.Count == hot.Count) ? Verdict.Fail(VerdictSource.Inspected, observed, unbudgeted, samples).AsNotFound()
                : hot.Count == 0 ? Verdict.TooFew(VerdictSource.Measured, observed, "No read or write was seen yet.", 0)
                : bare.Count > 0 ? Verdict.Warn(VerdictSource.Inspected, observed, unbudgeted, samples)
                : undecided.Count > 0 ? Verdict.TooFew(VerdictSource.Measured, observed, $"{undecided[0].Route.Name} needs {Units.Count(undecided[0].StillNeeded, "more request")} within its budget of {Units.Duration(budgets[undecided[0].Route.Name])}.", samples)
                : Verdict.Pass(VerdictSource.Measured, observed, samples);
        }),
    };
}
