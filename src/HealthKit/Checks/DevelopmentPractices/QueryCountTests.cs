using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    // 2.4: more than ten queries a request are an N+1 suspect, so a budget may reach ten, or twice what the test needs.
    private const int UsefulBudget = 10;

    public static readonly Check QueryCountTests = new()
    {
        Id = "9.3",
        Section = Section.DevelopmentPractices,
        Title = "Tests assert the query count of every hot route that queries",
        Threshold = "test fails if N+1 introduced",
        Severity = Severity.Medium,
        Attestable = true,
        Remedy = "Assert it in the integration test of each route named above: await client.GetAsync(\"/orders\").ShouldRunAtMost(3); from HealthKit.Testing.",
        AppliesTo = Absences.Database,
        Judge = Judge.FromBoth<QueryEvidence, QueryBudgetEvidence>(static (queries, tests, _) =>
        {
            var querying = queries.Routes.Where(static route => route.Route != "(background)" && route.RoundTrips.Max > 0).ToList();
            var hot = Hot.Of(querying, static route => route.Requests, static route => route.TotalTime);
            var budgets = tests.Budgets.Where(static budget => budget.Asserts > 0).ToLookup(static budget => budget.Route, StringComparer.OrdinalIgnoreCase);
            var bare = hot.Where(route => !budgets[route.Route].Any(Asserts)).ToList();
            var observed = $"{hot.Count - bare.Count} of {Units.Count(hot.Count, "hot route")} that query have a passing query budget.";
            var offenders = bare.ConvertAll(route => new Offender(route.Route, BudgetWords(budgets[route.Route].FirstOrDefault())));
            return tests.Incomplete is { } incomplete ? Verdict.Blind($"The budgets of the tests do not count: {incomplete}", observed)
                : hot.Count == 0 ? Blindness.Of(queries.BlindSpots, observed) ?? Verdict.TooFew(VerdictSource.Measured, observed, "No route was seen to query yet.", 0)
                : hot.All(route => !budgets[route.Route].Any()) ? Verdict.Fail(VerdictSource.Built, observed, offenders, hot.Count).AsNotFound()
                : bare.Count > 0 ? Verdict.Warn(VerdictSource.Built, observed, offenders, hot.Count)
                : Blindness.Of(queries.BlindSpots, observed) is { } blind ? blind
                : Verdict.Pass(VerdictSource.Built, observed, hot.Count);
        }),
    };

    private static bool Asserts(QueryBudget budget) => budget.Passed && !IsTooLoose(budget);

    private static bool IsTooLoose(QueryBudget budget) => budget.Budget > Math.Max(UsefulBudget, 2 * budget.MostSeen);

    private static string BudgetWords(QueryBudget? budget) => budget switch
    {
        null => "no test asserts its query count",
        { Passed: false } => $"its test saw {Units.Count(budget.MostSeen, "query", "queries")} against a budget of {budget.Budget}",
        _ => $"its budget of {Units.Count(budget.Budget, "query", "queries")} lets an N+1 through: the test needs {budget.MostSeen}",
    };
}
