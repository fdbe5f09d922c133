using Microsoft.Extensions.Options;
using OpenTelemetry.Exporter;

namespace HealthKit.Exposition;

/// <summary>
/// Notices the exporter that the host adds itself: the exporter's options are asked for at that moment. OpenTelemetry 1.20 has no public way to ask a
/// builder for its exporters.
/// </summary>
internal sealed class HostExporter : IPostConfigureOptions<PrometheusAspNetCoreOptions>
{
    /// <summary>True once an exporter was added since <see cref="BeginBuild"/>.</summary>
    public bool IsPresent { get; private set; }

    /// <summary>The provider begins to be built: whoever read the options before that added nothing.</summary>
    public void BeginBuild() => IsPresent = false;

    public void PostConfigure(string? name, PrometheusAspNetCoreOptions options) => IsPresent = true;
}
