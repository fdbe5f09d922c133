using HealthKit.Evidence;

namespace HealthKit.Tests;

internal static partial class Given
{
    public static LoadTestEvidence LoadTests(params LoadTest[] tests) => new() { ObservedAt = At, MaxAge = MaxAge, Tests = tests };

    /// <summary>A passed k6 run of so many days ago, bound to a commit.</summary>
    public static LoadTest LoadTest(string route, double daysAgo = 10) => new()
    {
        Route = route,
        Tool = "k6",
        RanAt = At.AddDays(-daysAgo),
        BoundTo = "commit 4f2c9e1",
        Requests = 5_000,
        Passed = true,
    };

    public static QueryBudgetEvidence QueryBudgets(params QueryBudget[] budgets) => new() { ObservedAt = At, MaxAge = MaxAge, Budgets = budgets };

    /// <summary>A budget that one passing test asserts, with the count it saw.</summary>
    public static QueryBudget QueryBudget(string route, int budget = 3, int seen = 2) => new() { Route = route, Budget = budget, MostSeen = seen, Asserts = 1, Passed = true };

    public static PerformanceBudgetEvidence PerformanceBudgets(params (string Route, double Milliseconds)[] budgets) => new()
    {
        ObservedAt = At,
        MaxAge = MaxAge,
        Budgets = [.. budgets.Select(static budget => new PerformanceBudget(budget.Route, TimeSpan.FromMilliseconds(budget.Milliseconds)))],
    };

    /// <summary>Queries of routes, as 9.3 needs them.</summary>
    public static QueryEvidence QueryingRoutes(params RouteQueryEvidence[] routes) => Queries() with { Routes = routes };
}
