using HealthKit.Evidence;

namespace HealthKit.Checks;

/// <summary>What 8.7 and 8.8 share: which endpoints return lists, by inspection and by what was serialised.</summary>
internal static class ListRoutes
{
    private const long ResponsesThatShow = 30;
    private const long ItemsOfSmallList = 100;

    /// <summary>The responses of an endpoint, over all its methods.</summary>
    public static IReadOnlyList<RouteResponseEvidence> Responses(EndpointEvidence endpoint, ResponseSizeEvidence? sizes) =>
        sizes is null ? [] : [.. sizes.Routes.Where(route => endpoint.Answers(route.Route))];

    /// <summary>True for a list, false for none, null where neither inspection nor enough responses tell.</summary>
    public static bool? ReturnsList(EndpointEvidence endpoint, IReadOnlyList<RouteResponseEvidence> responses) =>
        endpoint.ReturnsCollection is { } inspected ? inspected
        : responses.Any(static route => route.ListResponses > 0) ? true
        : !MayBeRead(endpoint) || responses.Sum(static route => route.SingleResponses) >= ResponsesThatShow ? false
        : null;

    /// <summary>Whatever it returns, it comes in pages or cannot grow.</summary>
    public static bool IsPagedOrBounded(EndpointEvidence endpoint) => endpoint is { PageSizeParameter: not null, PagePositionParameter: not null } or { BoundedResultsReason: not null };

    /// <summary>The same small number of items in every one of enough responses: a list that does not grow.</summary>
    public static bool IsConstant(IReadOnlyList<RouteResponseEvidence> responses) =>
        responses.Sum(static route => route.ListResponses) >= ResponsesThatShow
        && responses.Where(static route => route.ListResponses > 0).All(route => route.FewestItems == responses.Max(static other => other.MostItems) && route.MostItems == route.FewestItems)
        && responses.Max(static route => route.MostItems) <= ItemsOfSmallList;

    // Hubs stream, a gRPC method pages by its message, and what only writes returns what it wrote.
    private static bool MayBeRead(EndpointEvidence endpoint) =>
        endpoint.Kind is EndpointKind.Http or EndpointKind.Proxy or EndpointKind.Fallback
        && (endpoint.Methods.Count == 0 || endpoint.Methods.Contains("GET", StringComparer.OrdinalIgnoreCase));
}
