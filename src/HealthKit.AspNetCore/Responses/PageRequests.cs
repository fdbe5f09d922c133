using System.Globalization;
using HealthKit.Inspection;
using Microsoft.AspNetCore.Http;

namespace HealthKit.Responses;

/// <summary>What a caller asked for, and what the answer's headers say is left.</summary>
internal static class PageRequests
{
    /// <summary>The page size in the query; null without one.</summary>
    public static long? AskedFor(HttpRequest request)
    {
        if (!request.QueryString.HasValue)
        {
            return null;
        }

        foreach (var (name, values) in request.Query)
        {
            if (PagingParameters.IsSize(name) && long.TryParse(values.Count > 0 ? values[0] : null, NumberStyles.None, CultureInfo.InvariantCulture, out var asked))
            {
                return asked;
            }
        }

        return null;
    }

    /// <summary>True when a header says that there is more than what was sent.</summary>
    public static bool SaysMore(HttpResponse response, long items) =>
        response.Headers.Link.ToString().Contains("rel=\"next\"", StringComparison.OrdinalIgnoreCase)
        || (long.TryParse(response.Headers["X-Total-Count"].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var total) && total > items);
}
