namespace HealthKit.Inspection;

/// <summary>The areas that the host declares public: a template and all below it, for one method or for all.</summary>
internal static class PublicAreas
{
    /// <summary>The area that an endpoint lies in, null when in none. "/" is the root page alone, or everything would be public.</summary>
    public static string? Of(IReadOnlyList<string> methods, string template, IEnumerable<string> areas) =>
        areas.FirstOrDefault(area => Covers(area, methods, template));

    private static bool Covers(string area, IReadOnlyList<string> methods, string template)
    {
        var space = area.IndexOf(' ', StringComparison.Ordinal);
        var path = area.AsSpan(space + 1);
        if (space > 0 && (methods.Count == 0 || !methods.All(method => area.AsSpan(0, space).Equals(method, StringComparison.OrdinalIgnoreCase))))
        {
            return false;
        }

        return template.AsSpan().StartsWith(path, StringComparison.OrdinalIgnoreCase) && (template.Length == path.Length || (path.Length > 1 && template[path.Length] == '/'));
    }
}
