using System.Text;

namespace HealthKit.Inspection;

/// <summary>A path that a template would match, for contexts that never reach a route.</summary>
internal static class StubPaths
{
    public static string Of(string template)
    {
        var path = new StringBuilder();
        foreach (var segment in template.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            path.Append('/').Append(segment.Contains('{', StringComparison.Ordinal) ? "1" : segment);
        }

        return path.Length == 0 ? "/" : path.ToString();
    }
}
