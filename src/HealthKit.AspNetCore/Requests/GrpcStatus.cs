using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace HealthKit.Requests;

/// <summary>Reads the status of a gRPC call, whose HTTP status is 200 even when it failed.</summary>
internal static class GrpcStatus
{
    private const string Name = "grpc-status";

    /// <summary>The HTTP status that stands for the call's own, as google.rpc.code maps them; the HTTP status where the call has none.</summary>
    public static int AsHttp(HttpContext context, int httpStatus)
    {
        // A call that failed before its response began has the status among the headers ("trailers-only").
        var value = context.Response.Headers[Name];
        if (value.Count == 0 && context.Features.Get<IHttpResponseTrailersFeature>() is { Trailers: { } trailers })
        {
            value = trailers[Name];
        }

        return value.Count == 1 && int.TryParse(value[0], NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? AsHttp(code) : httpStatus;
    }

    internal static int AsHttp(int code) => code switch
    {
        0 => StatusCodes.Status200OK,
        1 => StatusCodes.Status499ClientClosedRequest,
        3 or 9 or 11 => StatusCodes.Status400BadRequest,
        4 => StatusCodes.Status504GatewayTimeout,
        5 => StatusCodes.Status404NotFound,
        6 or 10 => StatusCodes.Status409Conflict,
        7 => StatusCodes.Status403Forbidden,
        8 => StatusCodes.Status429TooManyRequests,
        12 => StatusCodes.Status501NotImplemented,
        14 => StatusCodes.Status503ServiceUnavailable,
        16 => StatusCodes.Status401Unauthorized,
        _ => StatusCodes.Status500InternalServerError,
    };
}
