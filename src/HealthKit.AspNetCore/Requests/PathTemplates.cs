using System.Collections.Concurrent;

namespace HealthKit.Requests;

/// <summary>Names paths of a host that has no endpoint table: what looks like an id becomes {id}, depth and number are bounded.</summary>
internal sealed class PathTemplates
{
    public const string Others = "(other paths)";

    private const int Capacity = 200;
    private const int Deepest = 6;
    private const int LongestSegment = 32;

    private readonly ConcurrentDictionary<string, EndpointRoute> _known = new(StringComparer.Ordinal);
    private readonly EndpointRoute _others = new(Others, "path");
    private int _count;

    public EndpointRoute Of(string path)
    {
        var template = Normalise(path);
        if (_known.TryGetValue(template, out var known))
        {
            return known;
        }

        if (Volatile.Read(ref _count) >= Capacity || Interlocked.Increment(ref _count) > Capacity)
        {
            return _others;
        }

        return _known.GetOrAdd(template, static added => new EndpointRoute(added, "path"));
    }

    internal static string Normalise(string path)
    {
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var kept = segments.Take(Deepest).Select(static segment => IsName(segment) ? segment : "{id}");
        return "/" + string.Join('/', kept) + (segments.Length > Deepest ? "/*" : "");
    }

    private static bool IsName(string segment) =>
        segment.Length <= LongestSegment && segment.All(static letter => char.IsAsciiLetter(letter) || letter is '-' or '_' or '.');
}
