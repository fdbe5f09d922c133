namespace HealthKit.Responses;

/// <summary>A route of which more samples are wanted, recognised by its method and template before routing has run. It may take another's request for its own.</summary>
internal sealed class WantedRoute
{
    private readonly string _method;
    private readonly string?[] _segments;
    private readonly int _required;
    private readonly bool _catchAll;

    public WantedRoute(string method, string template)
    {
        _method = method;
        var parts = template.Split('/', StringSplitOptions.RemoveEmptyEntries);
        _catchAll = parts is [.., ['{', '*', ..]];
        parts = _catchAll ? parts[..^1] : parts;
        _segments = Array.ConvertAll(parts, static part => part.Contains('{', StringComparison.Ordinal) ? null : part);
        _required = parts.Length - (parts is [.., ['{', .. var last]] && (last.Contains('?', StringComparison.Ordinal) || last.Contains('=', StringComparison.Ordinal)) ? 1 : 0);
    }

    public bool Matches(string method, ReadOnlySpan<char> path, int slashes)
    {
        if (slashes < _required || (slashes > _segments.Length + 1 && !_catchAll) || !string.Equals(method, _method, StringComparison.Ordinal))
        {
            return false;
        }

        var taken = 0;
        while (path.Length > 1)
        {
            var rest = path[1..];
            var end = rest.IndexOf('/');
            var part = end < 0 ? rest : rest[..end];
            if (taken == _segments.Length)
            {
                return _catchAll;
            }

            if (_segments[taken] is { } literal && !part.Equals(literal, StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }

            taken++;
            path = rest[part.Length..];
        }

        return taken >= _required;
    }
}
