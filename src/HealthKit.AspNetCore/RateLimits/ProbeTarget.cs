using System.Net;
using HealthKit.Inspection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;

namespace HealthKit.RateLimits;

/// <summary>One endpoint as a limiter sees it.</summary>
/// <param name="Inspected">The endpoint.</param>
/// <param name="IsKnown">False where the limiter stands before routing, and sees no endpoint.</param>
internal sealed record ProbeTarget(InspectedEndpoint Inspected, bool IsKnown)
{
    // 198.18.0.0/15 is set apart for measuring (RFC 2544), so no live client is meant by it.
    public static readonly IPAddress FirstClient = new([198, 18, 0, 1]);
    public static readonly IPAddress SecondClient = new([198, 18, 0, 2]);

    public EnableRateLimitingAttribute? Policy => IsKnown ? Inspected.Endpoint.Metadata.GetMetadata<EnableRateLimitingAttribute>() : null;

    public bool IsExempt => IsKnown && Inspected.Endpoint.Metadata.GetMetadata<DisableRateLimitingAttribute>() is not null;

    /// <summary>A call of the endpoint, as a partitioner sees it.</summary>
    public HttpContext Call(IPAddress address, IServiceProvider services)
    {
        var context = new DefaultHttpContext { RequestServices = services };
        context.Request.Method = Inspected.Evidence.Methods is [var method, ..] ? method : HttpMethods.Get;
        context.Request.Scheme = "https";
        context.Request.Host = new HostString("healthkit.invalid");
        context.Request.Path = StubPaths.Of(Inspected.Evidence.Template);
        context.Request.Headers["X-Forwarded-For"] = address.ToString();
        context.Request.Headers["X-Real-IP"] = address.ToString();
        context.Connection.RemoteIpAddress = address;
        if (IsKnown)
        {
            context.SetEndpoint(Inspected.Endpoint);
        }

        return context;
    }
}
