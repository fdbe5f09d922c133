using Microsoft.AspNetCore.Http;

namespace HealthKit.Endpoints;

/// <summary>Chooses how the audit is written: by ?format=, else by the Accept header, else JSON.</summary>
internal static class AuditFormat
{
    public const string Json = "application/json; charset=utf-8";
    public const string Html = "text/html; charset=utf-8";
    public const string Markdown = "text/markdown; charset=utf-8";

    /// <summary>The content type, or null for a ?format= that is none.</summary>
    public static string? Of(HttpRequest request) => request.Query["format"].ToString() switch
    {
        "" => Accepted(request),
        "json" => Json,
        "html" => Html,
        "markdown" or "md" => Markdown,
        _ => null,
    };

    /// <summary>False where ?format= names another form than JSON; what a browser accepts by habit does not count.</summary>
    public static bool AllowsJson(HttpRequest request) => request.Query["format"].ToString() is "" or "json";

    private static string Accepted(HttpRequest request)
    {
        foreach (var accepted in request.GetTypedHeaders().Accept.OrderByDescending(static type => type.Quality ?? 1))
        {
            var known = accepted.MediaType.Value?.ToUpperInvariant() switch
            {
                "APPLICATION/JSON" or "APPLICATION/*" => Json,
                "TEXT/HTML" or "TEXT/*" => Html,
                "TEXT/MARKDOWN" => Markdown,
                _ => null,
            };
            if (known is not null && accepted.Quality != 0)
            {
                return known;
            }
        }

        return Json;
    }
}
