using HealthKit.Exposition;
using HealthKit.Hosting;
using HealthKit.Metrics;
using HealthKit.Outbound;
using HealthKit.Signals;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace HealthKit;

/// <summary>Exports the audit's metrics to Prometheus.</summary>
public static class HealthAuditBuilderExtensions
{
    private const string Section = "HealthAudit:Prometheus";
    private const string ExporterName = "Prometheus";

    /// <summary>Offers the metric families of the checklist to Prometheus; the host maps the endpoint with <c>MapPrometheusScrapingEndpoint()</c>. Calling it again changes nothing.</summary>
    public static HealthAuditBuilder AddPrometheus(this HealthAuditBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        if (services.Any(static descriptor => descriptor.ImplementationInstance is MetricsExporter { Name: ExporterName }))
            return builder;

        services.AddSingleton(new MetricsExporter(ExporterName));
        services.AddOptionsWithValidateOnStart<PrometheusAuditOptions, PrometheusAuditOptionsValidator>();
        SettingsSection.Add<PrometheusAuditOptions>(services, Section, PrometheusAuditOptionsValidator.Ranges.Of);
        services.AddSingleton<IConfigureOptions<PrometheusAuditOptions>>(static provider =>
            new ConfigureOptions<PrometheusAuditOptions>(options => provider.GetService<IConfiguration>()?.GetSection(Section).Bind(options)));
        services.AddSingleton<HostExporter>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IOutboundExclusion, SuppressedTelemetry>());
        services.AddSingleton<IPostConfigureOptions<PrometheusAspNetCoreOptions>>(static provider => provider.GetRequiredService<HostExporter>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<PrometheusAspNetCoreOptions>, ScrapePath>());
        services.AddOpenTelemetry().WithMetrics();
        // The builder's callbacks run in the order of registration; this one must come before every exporter of the host.
        foreach (var first in new ServiceCollection().ConfigureOpenTelemetryMeterProvider(static (provider, _) => provider.GetRequiredService<HostExporter>().BeginBuild()))
            services.Insert(0, first);
        services.ConfigureOpenTelemetryMeterProvider(AddFamilies);
        return builder;
    }

    /// <summary>As <see cref="AddPrometheus(HealthAuditBuilder)"/>, and changes its options.</summary>
    public static HealthAuditBuilder AddPrometheus(this HealthAuditBuilder builder, Action<PrometheusAuditOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        builder.AddPrometheus();
        builder.Services.Configure(configure);
        return builder;
    }

    private static void AddFamilies(IServiceProvider provider, MeterProviderBuilder meters)
    {
        var options = provider.GetRequiredService<IOptions<PrometheusAuditOptions>>().Value;
        var routes = provider.GetRequiredService<IOptions<HealthAuditOptions>>().Value.RouteCapacity;
        var own = provider.GetRequiredService<HealthKitMeter>().Meter;
        meters.AddMeter(MetricNames.Meter).AddView(new FamilyViews(own, routes, options.StatusCodesPerRoute).Of);
        if (options.AddExporter && !provider.GetRequiredService<HostExporter>().IsPresent)
            meters.AddPrometheusExporter();
    }
}
