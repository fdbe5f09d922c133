using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace HealthKit.Outbound;

/// <summary>Hosts that take telemetry: calls to them are no part of the service.</summary>
internal sealed class TelemetryHosts
{
    private const int OtlpGrpc = 4317;
    private const int OtlpHttp = 4318;

    private static readonly string[] Endpoints =
    [
        "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT",
        "OTEL_EXPORTER_ZIPKIN_ENDPOINT",
    ];

    // Where the agents and exporters of the usual vendors send to.
    private static readonly string[] Domains =
    [
        "applicationinsights.azure.com", "monitor.azure.com", "services.visualstudio.com", "datadoghq.com", "datadoghq.eu", "newrelic.com", "nr-data.net",
        "sentry.io", "honeycomb.io", "grafana.net", "lightstep.com", "signalfx.com", "dynatrace.com", "logz.io", "axiom.co",
    ];

    private readonly HashSet<(string Host, int? Port)> _configured = [];

    public TelemetryHosts(IOptions<HealthAuditOptions> options, IConfiguration? configuration = null)
    {
        foreach (var host in options.Value.TelemetryHosts)
        {
            var parts = host.Split(':');
            _configured.Add((parts[0].ToLowerInvariant(), parts.Length > 1 ? int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture) : null));
        }

        foreach (var name in Endpoints)
        {
            if (Uri.TryCreate(configuration?[name] ?? Environment.GetEnvironmentVariable(name), UriKind.Absolute, out var uri))
            {
                _configured.Add((uri.IdnHost.ToLowerInvariant(), uri.Port));
            }
        }
    }

    public bool Contains(OutboundHost host)
    {
        var name = host.Name.ToLowerInvariant();
        return host.Port is OtlpGrpc or OtlpHttp
            || _configured.Contains((name, null))
            || _configured.Contains((name, host.Port))
            || Array.Exists(Domains, domain => name == domain || name.EndsWith("." + domain, StringComparison.Ordinal));
    }
}
