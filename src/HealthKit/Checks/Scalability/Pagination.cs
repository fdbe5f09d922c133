using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    public static readonly Check Pagination = new()
    {
        Id = "8.7",
        Section = Section.Scalability,
        Title = "Every endpoint that returns a list pages it",
        Threshold = "cursor or offset pagination",
        Severity = Severity.High,
        Remedy = """
            Take a size and a cursor or offset on each endpoint named above ([Range(1, 100)] int pageSize = 20, string? after = null) and query no more. Where a list cannot grow, say so: [BoundedResults("the countries of the world")] on a controller's action, and on a minimal API's endpoint
                .WithBoundedResults("the countries of the world");
            """,
        Clears = ["8.8"],
        AppliesTo = EndpointTables.None("returns a list", static endpoint => ListRoutes.ReturnsList(endpoint, []) != false),
        Judge = Judge.From<EndpointTableEvidence, ResponseSizeEvidence>(static (table, sizes, _) =>
        {
            if (EndpointTables.Obstacle(table) is { } obstacle)
            {
                return obstacle;
            }

            var judged = EndpointTables.Judged(table).ConvertAll(endpoint => (Endpoint: endpoint, Responses: ListRoutes.Responses(endpoint, sizes)));
            var lists = judged.Where(static route => ListRoutes.ReturnsList(route.Endpoint, route.Responses) ?? ListRoutes.IsPagedOrBounded(route.Endpoint)).ToList();
            var loose = lists.Where(static route => !ListRoutes.IsPagedOrBounded(route.Endpoint) && !ListRoutes.IsConstant(route.Responses)).ToList();
            var unpaged = loose
                .Where(static route => route.Endpoint.PagingUnreadable is null)
                .OrderByDescending(static route => route.Responses.Max(static response => response.MostItems) ?? 0)
                .ToList();
            var hidden = loose.Where(static route => route.Endpoint.PagingUnreadable is not null).Select(static route => route.Endpoint).ToList();
            var opaque = judged.Where(static route => ListRoutes.ReturnsList(route.Endpoint, route.Responses) is null && !ListRoutes.IsPagedOrBounded(route.Endpoint)).Select(static route => route.Endpoint).ToList();
            var observed = $"{lists.Count - loose.Count} of {Units.Count(lists.Count, "endpoint")} that return lists page them or are bounded.";
            return unpaged.Count > 0 ? Verdict.Fail(VerdictSource.Inspected, observed, unpaged.ConvertAll(static route => Unpaged(route.Endpoint, route.Responses)), lists.Count)
                : opaque.Count > 0 ? Verdict.Blind(
                    $"What {EndpointOffenders.Names(opaque)} returns cannot be inspected. Declare it: return TypedResults, add .Produces<T>(), or .WithBoundedResults(\"reason\") where nothing in it can grow, on an action or a page [BoundedResults(\"reason\")].",
                    observed,
                    EndpointOffenders.Of(opaque, static _ => "its result cannot be inspected"))
                : hidden.Count > 0 ? Verdict.Blind(
                    $"Whether {EndpointOffenders.Names(hidden)} takes a page cannot be inspected. Take size and position as parameters, or say that the list cannot grow: .WithBoundedResults(\"reason\").",
                    observed,
                    EndpointOffenders.Of(hidden, static endpoint => endpoint.PagingUnreadable!))
                : Blindness.Of(table.BlindSpots, observed) is { } blind ? blind
                : lists.Count == 0 && table.Exempted == 0 ? Verdict.NotApplicable(VerdictSource.Measured, $"None of {Units.Count(judged.Count, "endpoint")} returns a list, by inspection or by what was serialised.")
                : lists.Count == 0 ? Verdict.Blind("No endpoint that returns a list is left to judge beside those exempted.", observed)
                : Verdict.Pass(VerdictSource.Inspected, observed, lists.Count);
        }),
    };

    private static Offender Unpaged(EndpointEvidence endpoint, IReadOnlyList<RouteResponseEvidence> responses) => new(
        endpoint.Name,
        (endpoint switch
        {
            { PageSizeParameter: { } size } => $"takes {size}, but no cursor or offset",
            { PagePositionParameter: { } position } => $"takes {position}, but no page size",
            _ => "takes neither a page size nor a cursor or offset",
        }) + (responses.Max(static response => response.MostItems) is { } items ? $"; up to {Units.Count(items, "item")} returned" : ""));
}
