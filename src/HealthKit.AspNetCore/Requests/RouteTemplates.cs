using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace HealthKit.Requests;

/// <summary>Names endpoints by their route template, never by a path.</summary>
internal static class RouteTemplates
{
    private const int Longest = 200;

    /// <summary>The template with a leading slash, or the display name of an endpoint without one; null for an endpoint that only says no (405, 415).</summary>
    public static string? Of(Endpoint endpoint) => endpoint switch
    {
        RouteEndpoint { RoutePattern: { RawText: { } raw } pattern } => Cut(Rooted(Required(pattern) ?? raw)),
        { Metadata.Count: 0 } and not RouteEndpoint => null,
        _ => Cut(endpoint.DisplayName ?? "(unnamed endpoint)"),
    };

    public static string Rooted(string template) => template.StartsWith('/') ? template : template.StartsWith("~/", StringComparison.Ordinal) ? template[1..] : "/" + template;

    private static string Cut(string template) => template.Length <= Longest ? template : template[..Longest];

    // A conventional route has one template for all actions; the values that an endpoint requires tell them apart.
    private static string? Required(RoutePattern pattern)
    {
        if (!pattern.Parameters.Any(parameter => IsRequired(pattern, parameter.Name)))
        {
            return null;
        }

        var text = new StringBuilder();
        foreach (var segment in pattern.PathSegments)
        {
            text.Append('/');
            foreach (var part in segment.Parts)
            {
                text.Append(part switch
                {
                    RoutePatternParameterPart parameter when IsRequired(pattern, parameter.Name) => pattern.RequiredValues[parameter.Name]!.ToString(),
                    RoutePatternParameterPart parameter => $"{{{(parameter.IsCatchAll ? "*" : "")}{parameter.Name}{(parameter.IsOptional ? "?" : "")}}}",
                    RoutePatternLiteralPart literal => literal.Content,
                    RoutePatternSeparatorPart separator => separator.Content,
                    _ => "",
                });
            }
        }

        return text.ToString();
    }

    private static bool IsRequired(RoutePattern pattern, string parameter) =>
        pattern.RequiredValues.TryGetValue(parameter, out var value) && value is not null && !string.IsNullOrEmpty(value.ToString()) && !ReferenceEquals(value, RoutePattern.RequiredValueAny);
}
