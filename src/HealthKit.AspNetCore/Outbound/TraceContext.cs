using System.Diagnostics;
using System.Net.Http.Headers;

namespace HealthKit.Outbound;

/// <summary>Whether a call is made on behalf of a request, and whether it carries the request's trace id.</summary>
internal static class TraceContext
{
    // W3C first, which is nearly always there; then what Zipkin, Jaeger, older .NET and hosts with headers of their own send.
    private static readonly string[] Headers = ["traceparent", "Request-Id", "b3", "X-B3-TraceId", "uber-trace-id", "X-Request-ID", "X-Correlation-ID"];

    /// <summary>The activity of the request that the running code serves, or null.</summary>
    public static Activity? OfRequest()
    {
        var activity = Activity.Current;
        while (activity is not null && activity.OperationName != HttpClientInstruments.RequestActivity)
        {
            activity = activity.Parent;
        }

        return activity;
    }

    public static bool IsCarriedBy(HttpRequestMessage request, Activity inbound)
    {
        var id = inbound.IdFormat is ActivityIdFormat.W3C ? inbound.TraceId.ToHexString() : inbound.RootId;
        if (id is null)
        {
            return false;
        }

        foreach (var header in Headers)
        {
            if (request.Headers.NonValidated.TryGetValues(header, out var values) && Contains(values, id))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Contains(HeaderStringValues values, string id)
    {
        foreach (var value in values)
        {
            if (value.Contains(id, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
