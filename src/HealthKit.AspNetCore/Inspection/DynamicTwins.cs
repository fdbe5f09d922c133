using HealthKit.Evidence;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;

namespace HealthKit.Inspection;

/// <summary>
/// Where any dynamic route is mapped, MVC puts every action into the table once more, without a route, for a transformer to choose. Such an entry is another way
/// to the same action: it is listed by itself only where it differs from the action's routes, as where their policies were given to the routes alone.
/// </summary>
internal static class DynamicTwins
{
    /// <summary>The endpoints, with actions that are guarded alike whichever way they are reached listed once.</summary>
    public static IReadOnlyList<EndpointEvidence> Once(IReadOnlyList<(InspectedEndpoint Inspected, EndpointEvidence Evidence)> endpoints)
    {
        var routed = endpoints
            .Where(static one => one.Inspected.Endpoint is RouteEndpoint && ActionOf(one.Inspected) is not null)
            .ToLookup(static one => ActionOf(one.Inspected)!, static one => one.Evidence, ReferenceEqualityComparer.Instance);
        var listed = new Dictionary<string, EndpointEvidence>(StringComparer.Ordinal);
        var twins = new List<(string Route, EndpointEvidence Twin)>();
        foreach (var (inspected, evidence) in endpoints)
        {
            var alike = inspected.Endpoint is not RouteEndpoint && ActionOf(inspected) is { } action ? routed[action].FirstOrDefault(route => AreAlike(route, evidence)) : null;
            if (alike is null)
            {
                listed.Add(evidence.Name, evidence);
            }
            else
            {
                twins.Add((alike.Name, evidence));
            }
        }

        foreach (var (route, twin) in twins)
        {
            var one = listed[route];
            listed[route] = one with
            {
                OtherTemplates = [.. one.OtherTemplates, twin.Template],
                AnonymousSuccesses = one.AnonymousSuccesses + twin.AnonymousSuccesses,
                AnonymousRefusals = one.AnonymousRefusals + twin.AnonymousRefusals,
            };
        }

        return [.. listed.Values];
    }

    private static ActionDescriptor? ActionOf(InspectedEndpoint endpoint) => endpoint.Endpoint.Metadata.GetMetadata<ActionDescriptor>();

    private static bool AreAlike(EndpointEvidence route, EndpointEvidence twin) =>
        route.Kind == twin.Kind
        && route.Protection == twin.Protection
        && route.AuthEndpoint == twin.AuthEndpoint
        && route.RateLimit == twin.RateLimit
        && route.RateLimitUnreadable == twin.RateLimitUnreadable
        && route.Methods.SequenceEqual(twin.Methods)
        && route.BoundModels.SequenceEqual(twin.BoundModels);
}
