using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    public static readonly Check QueriesPerRequest = new()
    {
        Id = "2.4",
        Section = Section.Database,
        Title = "No hot endpoint sends more than 10 queries a request",
        Threshold = "0 hot endpoints with queries/req > 10",
        Severity = Severity.High,
        Remedy = "Load what the loop of the route named above asks for one by one with a single query: Include(…) or a projection in Entity Framework, WHERE id = ANY(@ids) in SQL.",
        Limit = new CheckLimit { Default = 10, Unit = LimitUnit.Count, Minimum = 1, Maximum = 200, MinimumSamples = RouteQueries.RequestsNeeded },
        AppliesTo = Absences.Database,
        Clears = ["1.1", "1.4", "4.2"],
        Judge = Judge.From<QueryEvidence>(static (queries, limits) =>
        {
            var routes = queries.Routes.Where(static route => route.Route != RouteQueries.Background && !route.IsStream).ToList();
            var hot = Hot.Of(routes, static route => route.Requests, static route => route.TotalTime);
            return Findings.Worst(
                VerdictSource.Measured,
                "requests that query",
                [.. hot.OrderByDescending(RouteQueries.P95).Select(route => RouteQueries.JudgeHot(route, (long)limits.Limit)), .. routes.Except(hot).SelectMany(route => RouteQueries.JudgeOther(route, (long)limits.Limit)), .. Finding.Blind(queries.BlindSpots)],
                routes.Sum(static route => route.RoundTrips.Count));
        }),
    };
}
