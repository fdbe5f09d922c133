using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace HealthKit.Endpoints;

/// <summary>Notes the origin of requests for the audit in the outermost middleware; all others cost it one comparison.</summary>
internal sealed class SocketGate(IOptions<HealthAuditOptions> options)
{
    private static readonly string[] ProxyPrefixes = ["X-Forwarded-", "X-Original-", "X-ARR-", "X-Envoy-"];
    private static readonly string[] ProxyHeaders = ["Forwarded", "X-Forwarded", "X-Real-IP", "Via", "X-Client-IP", "X-Cluster-Client-IP", "True-Client-IP", "CF-Connecting-IP"];
    private readonly string _path = options.Value.AuditPath;

    public void Note(HttpContext context)
    {
        if (context.Request.Path.Value is { } path && path.Length >= _path.Length && path.Contains(_path, StringComparison.OrdinalIgnoreCase))
        {
            context.Features.Set(Read(context));
        }
    }

    internal static SocketOrigin Read(HttpContext context)
    {
        var connection = context.Connection;
        // A proxy that adds no header still speaks HTTP/1.0 to what stands behind it, as nginx does unless told otherwise.
        var isLoopback = !HttpProtocol.IsHttp10(context.Request.Protocol)
            && connection.RemoteIpAddress is { } remote
            && connection.LocalIpAddress is { } local
            && IPAddress.IsLoopback(remote)
            && IPAddress.IsLoopback(local)
            && IsLoopbackName(context.Request.Host.Host)
            && !context.Request.Headers.Keys.Any(IsFromProxy);
        return new SocketOrigin(isLoopback, connection.LocalPort);
    }

    // A name that merely resolves to loopback is how a browser is tricked into asking; only these cannot be anybody else's.
    private static bool IsLoopbackName(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static bool IsFromProxy(string header) =>
        ProxyHeaders.Contains(header, StringComparer.OrdinalIgnoreCase)
        || ProxyPrefixes.Any(prefix => header.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}
