namespace HealthKit.Outbound;

/// <summary>Calls to one host by clients that no factory made.</summary>
internal sealed class RawHost(OutboundHost host, bool isTelemetry)
{
    public OutboundHost Host => host;

    /// <summary>True when it takes telemetry, whose calls are not counted.</summary>
    public bool IsTelemetry => isTelemetry;

    public HostCounts Counts { get; } = new();

    /// <summary>Those of them that the reverse proxy may have made: within requests that it forwards, or as its probes.</summary>
    public HostCounts Forwarded { get; } = new();

    /// <summary>The proxy's cluster whose requests go out under this name because their callers used it; null where none did.</summary>
    public string? Cluster { get; set; }

    /// <summary>The host as the runtime's metrics name it: by the Host header where there is one.</summary>
    public static OutboundHost Of(HttpRequestMessage request)
    {
        var host = OutboundHost.Of(request.RequestUri);
        return request.Headers.Host is { } header ? host with { Name = NameIn(header) } : host;
    }

    private static string NameIn(string header)
    {
        var colon = header.LastIndexOf(':');
        return colon > 0 && header.IndexOf(']') < colon ? header[..colon] : header;
    }
}
