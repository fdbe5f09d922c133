using HealthKit.Evidence;

namespace HealthKit.Checks;

/// <summary>Endpoints as offenders: a few by name, many by area, so that a hundred of them stay a list that somebody reads.</summary>
internal static class EndpointOffenders
{
    private const int ListedByName = 5;
    private const int NamedInGroup = 3;

    /// <summary>Offenders in the order given; the words of a group must not hold figures of a single endpoint.</summary>
    public static List<Offender> Of(IReadOnlyList<EndpointEvidence> endpoints, Func<EndpointEvidence, string> words) => endpoints.Count <= ListedByName
        ? [.. endpoints.Select(endpoint => new Offender(endpoint.Name, words(endpoint)))]
        : [.. endpoints.GroupBy(endpoint => (Area: Area(endpoint.Template), Words: words(endpoint))).Select(static group => Group(group.Key.Area, group.Key.Words, [.. group]))];

    /// <summary>Names for one sentence: the first few, and how many more.</summary>
    public static string Names(IReadOnlyList<EndpointEvidence> endpoints) =>
        string.Join(", ", endpoints.Take(NamedInGroup).Select(static endpoint => endpoint.Name)) + (endpoints.Count > NamedInGroup ? $" and {endpoints.Count - NamedInGroup} more" : "");

    private static Offender Group(string area, string words, IReadOnlyList<EndpointEvidence> endpoints) => endpoints.Count == 1
        ? new Offender(endpoints[0].Name, words)
        : new Offender($"{area} ({endpoints.Count} endpoints)", $"{words}: {Names(endpoints)}");

    // "/api/orders/{id}" belongs to /api/orders, "/orders/{id}" to /orders.
    private static string Area(string template)
    {
        var segments = template.Split('/', StringSplitOptions.RemoveEmptyEntries).TakeWhile(static segment => !segment.Contains('{', StringComparison.Ordinal)).ToList();
        var depth = segments.Count > 0 && IsPrefix(segments[0]) ? 1 + segments.Skip(1).TakeWhile(IsPrefix).Count() + 1 : 1;
        return "/" + string.Join('/', segments.Take(depth));
    }

    private static bool IsPrefix(string segment) =>
        segment.Equals("api", StringComparison.OrdinalIgnoreCase)
        || (segment.Length > 1 && segment[0] is 'v' or 'V' && segment.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0);
}
