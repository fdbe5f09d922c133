using System.Collections.Concurrent;
using HealthKit.Sources;

namespace HealthKit.Requests;

/// <summary>
/// Names paths of a host that has no endpoint table: words of the host's code stay, all else becomes {id}, since it may be somebody's name. A first segment
/// that is no such word stays too where it is called often and has few beside it. Depth and number are bounded.
/// </summary>
internal sealed class PathTemplates(CodeWords words)
{
    public const string Others = "(other paths)";

    private const int Capacity = 200;
    private const int Deepest = 6;
    private const int LongestSegment = 32;
    private const int MostStrangers = 16;
    private const int Often = 50;
    private const string Id = "{id}";

    private readonly ConcurrentDictionary<string, EndpointRoute> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _strangers = new(StringComparer.Ordinal);
    private readonly EndpointRoute _others = new(Others, "path");
    private int _count;
    private volatile bool _isCrowd;

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

    internal string Normalise(string path)
    {
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var kept = segments.Take(Deepest).Select((segment, depth) => IsName(segment) && (words.Knows(segment) || (depth == 0 && IsAccepted(segment))) ? segment : Id);
        return "/" + string.Join('/', kept) + (segments.Length > Deepest ? "/*" : "");
    }

    private static bool IsName(string segment) =>
        segment.Length <= LongestSegment && segment.All(static letter => char.IsAsciiLetter(letter) || letter is '-' or '_' or '.');

    // Where first segments are many, they are names; those that were accepted before are no longer.
    private bool IsAccepted(string first)
    {
        if (_isCrowd || first.Contains('.', StringComparison.Ordinal))
        {
            return false;
        }

        if (_strangers.AddOrUpdate(first, 1, static (_, hits) => Math.Min(hits + 1, Often)) >= Often)
        {
            return true;
        }

        _isCrowd = _strangers.Count > MostStrangers;
        return false;
    }
}
