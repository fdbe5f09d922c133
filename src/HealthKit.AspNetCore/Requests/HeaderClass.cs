using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace HealthKit.Requests;

/// <summary>The security headers of one status class's sampled responses.</summary>
internal sealed class HeaderClass(int statusClass)
{
    private const string ReferrerPolicy = "Referrer-Policy";
    private int _passed;
    private long _responses;
    private long _https;
    private long _anyOrigin;
    private long _someOrigin;

    public int StatusClass => statusClass;

    public long Responses => Volatile.Read(ref _responses);

    public long Https => Volatile.Read(ref _https);

    /// <summary>Responses that let every origin read them, whoever wrote the header.</summary>
    public long AnyOrigin => Volatile.Read(ref _anyOrigin);

    /// <summary>Responses that let one named origin read them.</summary>
    public long EchoesOrigin => Volatile.Read(ref _someOrigin);

    public HeaderCount ContentTypeOptions { get; } = new("X-Content-Type-Options");

    public HeaderCount FrameOptions { get; } = new("X-Frame-Options");

    public HeaderCount Referrer { get; } = new(ReferrerPolicy);

    public HeaderCount ContentSecurityPolicy { get; } = new("Content-Security-Policy");

    public HeaderCount TransportSecurity { get; } = new("Strict-Transport-Security");

    public IEnumerable<HeaderCount> Headers => [TransportSecurity, ContentTypeOptions, FrameOptions, ContentSecurityPolicy, Referrer];

    /// <summary>Counts a response that passes; a race loses one, which only samples it.</summary>
    public int Pass() => ++_passed;

    public void Add(HttpContext context, RouteEntry route)
    {
        Interlocked.Increment(ref _responses);
        var headers = context.Response.Headers;
        var policy = headers.ContentSecurityPolicy;
        ContentTypeOptions.Add(Contains(headers.XContentTypeOptions, "nosniff"), route);
        FrameOptions.Add(HasText(headers.XFrameOptions) || Contains(policy, "frame-ancestors"), route);
        Referrer.Add(HasText(headers[ReferrerPolicy]), route);
        if (context.Response.ContentType is { } type && type.StartsWith("text/html", StringComparison.OrdinalIgnoreCase))
        {
            ContentSecurityPolicy.Add(HasText(policy), route);
        }

        if (context.Request.IsHttps || Contains(context.Request.Headers["X-Forwarded-Proto"], "https"))
        {
            Interlocked.Increment(ref _https);
            var strict = headers.StrictTransportSecurity;
            var present = HasText(strict) && !Contains(strict, "max-age=0");
            // Browsers and UseHsts() leave loopback names out.
            if (present || !IsLoopback(context.Request.Host.Value))
            {
                TransportSecurity.Add(present, route);
            }
        }

        var origin = headers.AccessControlAllowOrigin;
        if (origin.Count > 0)
        {
            Interlocked.Increment(ref origin[0] == "*" ? ref _anyOrigin : ref _someOrigin);
        }
    }

    private static bool HasText(StringValues values) => values.Count > 0 && !string.IsNullOrWhiteSpace(values[0]);

    private static bool Contains(StringValues values, string part)
    {
        foreach (var value in values)
        {
            if (value?.Contains(part, StringComparison.OrdinalIgnoreCase) == true)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsLoopback(string? host) =>
        host is null
        || host.StartsWith("localhost", StringComparison.OrdinalIgnoreCase)
        || host.StartsWith("127.", StringComparison.Ordinal)
        || host.StartsWith("[::1]", StringComparison.Ordinal);
}
