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
        Remedy = """
            Promise a p99 for each hot route, and mend the routes that break theirs: in a file that HealthAudit:PerformanceBudgetFile names ({ "GET /orders": 200 }, in milliseconds), by [PerformanceBudget(200)] on a controller's action, or on a minimal API's endpoint by
                .WithPerformanceBudget(TimeSpan.FromMilliseconds(200));
            """,
        Judge = Judge.FromBoth<HttpEvidence, PerformanceBudgetEvidence>(static (http, promised, _) =>
        {
            var population = new RoutePopulation(http, static kind => kind is RouteKind.Read or RouteKind.Write);
            var budgets = promised.Budgets
                .GroupBy(static budget => budget.Route, StringComparer.OrdinalIgnoreCase)
                .ToDictionary(static group => group.Key, static group => group.Min(static budget => budget.P99), StringComparer.OrdinalIgnoreCase);
            var hot = population.Hot.Where(static route => route.Route.Attribution != "none").ToList();
            var bare = hot.Where(route => !budgets.ContainsKey(route.Route.Name)).ToList();
            var kept = population.Routes.Where(route => budgets.ContainsKey(route.Route.Name)).Select(route => (Route: route, Limit: budgets[route.Route.Name])).ToList();
            var broken = kept.Where(static budget => budget.Route.Call(budget.Limit) is QuantileCall.Broken).OrderByDescending(static budget => budget.Route.P99 / budget.Limit).ToList();
            var undecided = kept.Where(budget => hot.Contains(budget.Route) && budget.Route.Call(budget.Limit) is QuantileCall.Undecided).ToList();
            var observed = $"{hot.Count - bare.Count} of {Units.Count(hot.Count, "hot route")} have a performance budget; {(budgets.Count == 0 ? "" : $"the loosest allows {Units.Duration(budgets.Values.Max())}; ")}{Units.Count(broken.Count, "budget")} broken.";
            var samples = kept.Sum(static budget => budget.Route.Latency.Count);
            var unbudgeted = bare.ConvertAll(static route => new Offender(route.Route.Name, $"no budget, {Units.Count(route.Requests, "request")}"));
            return broken.Count > 0 ? Verdict.Fail(VerdictSource.Measured, observed, [.. broken.Select(static budget => new Offender(budget.Route.Route.Name, budget.Route.Describe(budget.Limit))), .. unbudgeted], samples)
                : hot.Count == 0 ? Verdict.TooFew(VerdictSource.Measured, observed, "No read or write has reached an endpoint yet.", samples)
                : bare.Count == hot.Count ? Verdict.Fail(VerdictSource.Inspected, observed, unbudgeted, samples).AsNotFound()
                : bare.Count > 0 ? Verdict.Warn(VerdictSource.Inspected, observed, unbudgeted, samples)
                : undecided.Count > 0 ? Verdict.TooFew(VerdictSource.Measured, observed, $"{undecided[0].Route.Route.Name} {undecided[0].Route.Needs(undecided[0].Limit)}.", samples)
                : Verdict.Pass(VerdictSource.Measured, observed, samples);
        }),
    };
}
