using Microsoft.Extensions.Options;
using OpenTelemetry.Exporter;

namespace HealthKit.Exposition;

/// <summary>Serves scrapes at the path that HealthKit leaves out of the evidence, unless the host chose another one.</summary>
internal sealed class ScrapePath(IOptions<HealthAuditOptions> audit) : IConfigureNamedOptions<PrometheusAspNetCoreOptions>
{
    private static readonly string? Default = new PrometheusAspNetCoreOptions().ScrapeEndpointPath;

    public void Configure(PrometheusAspNetCoreOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? name, PrometheusAspNetCoreOptions options)
    {
        if (options.ScrapeEndpointPath == Default)
            options.ScrapeEndpointPath = audit.Value.MetricsPath;
    }
}
