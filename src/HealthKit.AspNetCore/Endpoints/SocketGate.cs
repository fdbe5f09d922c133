using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace HealthKit.Endpoints;

/// <summary>Notes the origin of requests for the audit in the outermost middleware; all others cost it one comparison.</summary>
internal sealed class SocketGate(IOptions<HealthAuditOptions> options)
{
    private static readonly string[] ProxyPrefixes = ["X-Forwarded-", "X-Original-", "X-ARR-", "X-Envoy-"];
    private static readonly string[] ProxyHeaders = ["Forwarded", "X-Forwarded", "X-Real-IP", "Via", "X-Client-IP", "X-Cluster-Client-IP", "True-Client-IP", "CF-Connecting-IP"];
    private readonly string _audit = options.Value.AuditPath;
    private readonly string[] _paths = [options.Value.AuditPath, options.Value.AuditPath + "/evidence", options.Value.AuditPath + "/queries"];

    public void Note(HttpContext context)
    {
        // The end of it: what stands before may be cut off as the path's base further in.
        var path = context.Request.Path.Value.AsSpan();
        if (path.Length < _audit.Length)
        {
            return;
        }

        path = path.TrimEnd('/');
        foreach (var audited in _paths)
        {
            if (path.EndsWith(audited, StringComparison.OrdinalIgnoreCase))
            {
                context.Features.Set(Read(context));
                return;
            }
        }
    }

    internal static SocketOrigin Read(HttpContext context) => new(Doubt(context), context.Connection.LocalPort);

    private static string? Doubt(HttpContext context)
    {
        var (connection, request) = (context.Connection, context.Request);
        // A proxy that adds no header still speaks HTTP/1.0 to what stands behind it, as nginx does unless told otherwise.
        return HttpProtocol.IsHttp10(request.Protocol) ? "it came over HTTP/1.0, as from a reverse proxy"
            : connection is not { RemoteIpAddress: { } remote, LocalIpAddress: { } local } ? "its socket has no addresses"
            : !IPAddress.IsLoopback(remote) || !IPAddress.IsLoopback(local) ? "its socket is not a loopback one"
            : !IsLoopbackName(request.Host.Host) ? "its Host is not a loopback name (localhost, 127.0.0.1, [::1])"
            : request.Headers.Keys.Select(ProxyHeader).FirstOrDefault(static header => header is not null) is { } header ? $"it carried a proxy's header ({header})"
            : null;
    }

    // A name that merely resolves to loopback is how a browser is tricked into asking; only these cannot be anybody else's.
    private static bool IsLoopbackName(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    // As this class spells it: a stranger chose what stands after the prefix.
    private static string? ProxyHeader(string header) =>
        Array.Find(ProxyHeaders, known => known.Equals(header, StringComparison.OrdinalIgnoreCase))
        ?? (Array.Find(ProxyPrefixes, prefix => header.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) is { } found ? $"{found}…" : null);
}
