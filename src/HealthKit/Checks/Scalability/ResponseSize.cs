using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    private const long MostItemsAllowed = 1_000;

    public static readonly Check ResponseSize = new()
    {
        Id = "8.8",
        Section = Section.Scalability,
        Title = "Every response is bounded, and lists have an enforced maximum",
        Threshold = "no unbounded result sets",
        Severity = Severity.High,
        Limit = new CheckLimit { Default = 1_048_576, Unit = LimitUnit.Bytes, Minimum = 1_024, Maximum = 104_857_600, MinimumSamples = 1_000 },
        Remedy = "Enforce a maximum page size on each endpoint named above: [Range(1, 100)] int pageSize, or Math.Min(pageSize, 100) before the query's LIMIT.",
        Clears = ["8.7"],
        Judge = Judge.From<ResponseSizeEvidence, EndpointTableEvidence>(static (sizes, table, limits) =>
        {
            var over = sizes.Routes
                .Where(route => route.LargestBytes > limits.Limit || route.MostItems > MostItemsAllowed)
                .OrderByDescending(static route => route.LargestBytes)
                .ToList();
            var responses = sizes.Routes.Sum(static route => route.Responses);
            var observed = $"The largest of {Units.Count(responses, "response")} had {Units.Bytes(sizes.Routes.Select(static route => route.LargestBytes).DefaultIfEmpty().Max())} (limit {Units.Bytes(limits.Limit)}), the longest list {Units.Count(sizes.Routes.Max(static route => route.MostItems) ?? 0, "item")} (limit {Units.Number(MostItemsAllowed)}).";
            if (over.Count > 0)
            {
                return Verdict.Fail(VerdictSource.Measured, observed, over.ConvertAll(route => Oversized(route, limits)), responses);
            }

            if (table is null || EndpointTables.Obstacle(table) is not null)
            {
                return Verdict.Blind("Nothing too large was seen, but which endpoints return lists, and up to which size, is not known without the endpoint table.", observed);
            }

            var judged = EndpointTables.Judged(table).ConvertAll(endpoint => (Endpoint: endpoint, Responses: ListRoutes.Responses(endpoint, sizes)));
            var unbounded = judged
                .Where(static route => ListRoutes.ReturnsList(route.Endpoint, route.Responses) != false && !IsBounded(route.Endpoint, route.Responses))
                .Select(static route => route.Endpoint)
                .ToList();
            return unbounded.Count > 0 ? Verdict.Blind(
                    $"Nothing too large was seen, but no maximum of {EndpointOffenders.Names(unbounded)} is known to be enforced.",
                    observed,
                    EndpointOffenders.Of(unbounded, static endpoint => endpoint.PageSizeMaximum is { } most ? $"its rule lets {Units.Count(most, "item")} through (limit {Units.Number(MostItemsAllowed)})" : endpoint.ReturnsCollection is null ? "its result cannot be inspected" : "no rule and no clamp seen"))
                : Blindness.Of(sizes.BlindSpots, observed) is { } blind ? blind
                : Blindness.Of(table.BlindSpots, observed) is { } outside ? outside
                : responses < limits.MinimumSamples ? Verdict.TooFew(VerdictSource.Measured, observed, $"{Units.Count(limits.MinimumSamples - responses, "more response")} needed.", responses)
                : Verdict.Pass(VerdictSource.Measured, observed, responses);
        }),
    };

    private static bool IsBounded(EndpointEvidence endpoint, IReadOnlyList<RouteResponseEvidence> responses) =>
        endpoint.PageSizeMaximum <= MostItemsAllowed
        || endpoint.BoundedResultsReason is not null
        || responses.Any(static route => route.ClampedAt <= MostItemsAllowed);

    private static Offender Oversized(RouteResponseEvidence route, Limits limits) => new(
        route.Route,
        $"up to {Units.Bytes(route.LargestBytes)} (limit {Units.Bytes(limits.Limit)}){(route.MostItems is { } items ? $" and {Units.Count(items, "item")} (limit {Units.Number(MostItemsAllowed)})" : "")} in {Units.Count(route.Responses, "response")}");
}
