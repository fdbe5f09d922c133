using HealthKit.Budgets;
using HealthKit.Caching;
using HealthKit.Correlation;
using HealthKit.Endpoints;
using HealthKit.Evidence;
using HealthKit.Flags;
using HealthKit.Hosting;
using HealthKit.Inspection;
using HealthKit.Jobs;
using HealthKit.Lifecycle;
using HealthKit.Logs;
using HealthKit.Metrics;
using HealthKit.Outbound;
using HealthKit.Pipeline;
using HealthKit.RateLimits;
using HealthKit.Requests;
using HealthKit.Responses;
using HealthKit.Signals;
using HealthKit.Sources;
using HealthKit.State;
using HealthKit.Tracing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HealthKit;

/// <summary>Adds the health audit to a host's services.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>Adds the health audit as the configuration section "HealthAudit" says. Calling it again changes nothing.</summary>
    public static HealthAuditBuilder AddHealthAudit(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.FirstOrDefault(descriptor => descriptor.ServiceType == typeof(CustomChecks))?.ImplementationInstance is CustomChecks known)
        {
            return new HealthAuditBuilder(services, known);
        }

        var checks = new CustomChecks();
        services.AddSingleton(checks);
        services.AddSingleton(new HostServices(services));
        AddOptions(services);
        AddAudit(services);
        AddRequests(services);
        AddEndpoints(services);
        AddInspection(services);
        AddCaches(services);
        AddOutbound(services);
        RuntimeRegistrations.AddTo(services);
        ResponseRegistrations.AddTo(services);
        services.AddHostedService<CollectorService>();
        services.AddHostedService<SettingsNotice>();
        var builder = new HealthAuditBuilder(services, checks);
        return builder
            .AddEvidenceSource<ShutdownSource>()
            .AddEvidenceSource<StateSource>()
            .AddEvidenceSource<FeatureFlagSource>()
            .AddEvidenceSource<BudgetSource>()
            .AddEvidenceSource<BackgroundJobSource>()
            .AddEvidenceSource<LogSource>()
            .AddEvidenceSource<HttpSource>()
            .AddEvidenceSource<InventorySource>()
            .AddEvidenceSource<RequestLimitSource>()
            .AddEvidenceSource<HealthEndpointSource>()
            .AddEvidenceSource<MetricsCollectionSource>()
            .AddEvidenceSource<EndpointTableSource>()
            .AddEvidenceSource<CorsSource>()
            .AddEvidenceSource<SecurityHeaderSource>()
            .AddEvidenceSource<ResponseSource>()
            .AddEvidenceSource<OutboundHttpSource>()
            .AddEvidenceSource<CorrelationSource>()
            .AddEvidenceSource<TracingSource>();
    }

    /// <summary>Adds the health audit and then changes its options in code.</summary>
    public static HealthAuditBuilder AddHealthAudit(this IServiceCollection services, Action<HealthAuditOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var builder = services.AddHealthAudit();
        services.Configure(configure);
        return builder;
    }

    private static void AddOptions(IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<HealthAuditOptions, HealthAuditOptionsValidator>();
        SettingsSection.Add<HealthAuditOptions>(services, AuditOptionsReader.Section);
        services.AddSingleton<IConfigureOptions<HealthAuditOptions>>(static provider =>
            new ConfigureOptions<HealthAuditOptions>(options => provider.GetService<IConfiguration>()?.GetSection(AuditOptionsReader.Section).Bind(options)));
    }

    private static void AddAudit(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddSingleton<CollectionLog>();
        services.AddSingleton<HealthKitMeter>();
        services.AddSingleton<EvidenceStore>();
        services.AddSingleton(static provider => new AuditOptionsReader().Read(
            provider.GetRequiredService<IOptions<HealthAuditOptions>>().Value,
            provider.GetRequiredService<CustomChecks>().All));
        services.AddSingleton(static provider => ServiceIdentityReader.Read(
            provider.GetRequiredService<IOptions<HealthAuditOptions>>().Value,
            provider.GetService<IHostEnvironment>()));
        services.AddSingleton<Auditor>();
        services.AddSingleton<BackgroundAudit>();
        services.AddSingleton<RequestInstruments>();
        services.AddSingleton<AuditInstruments>();
        services.AddSingleton<FamilyInstruments>();
        services.AddSingleton<LoadedAssemblies>();
        services.AddSingleton<CodeWords>();
    }

    private static void AddRequests(IServiceCollection services)
    {
        services.AddSingleton<SliceClock>();
        services.AddSingleton<RouteTable>();
        services.AddSingleton<EndpointRoutes>();
        services.AddSingleton<EndpointInventory>();
        services.AddSingleton<RequestRoutes>();
        services.AddSingleton<TrafficRate>();
        services.AddSingleton<TrafficWatch>();
        services.AddSingleton<CallerWatch>();
        services.AddSingleton<HeaderSamples>();
        services.AddSingleton<RequestRecorder>();
        services.AddSingleton<IPostConfigureOptions<MvcOptions>, ActionAttribution>();
        // Startup filters nest in the order of registration, the first one outermost: no other may come before it.
        services.Insert(0, ServiceDescriptor.Singleton<IStartupFilter, RequestFilter>());
    }

    private static void AddCaches(IServiceCollection services)
    {
        services.AddSingleton<CacheMetrics>();
        services.AddSingleton<CacheEvidenceSource>();
        services.AddSingleton<IEvidenceSource>(static provider =>
        {
            // Nobody else asks for them, and they must exist before the first scrape and the first look-up.
            provider.GetRequiredService<FusionCacheWatch>();
            provider.GetRequiredService<CacheMetrics>();
            return provider.GetRequiredService<CacheEvidenceSource>();
        });
        services.AddSingleton<ICacheActivity>(static provider => provider.GetRequiredService<CacheEvidenceSource>());
        CacheDecorator.AddTo(services);
    }

    private static void AddInspection(IServiceCollection services)
    {
        services.AddSingleton<PipelineCapture>();
        services.AddSingleton<HostStarted>();
        services.AddSingleton<EndpointInspection>();
        services.AddSingleton(LimiterProbeTiming.Real);
        services.AddSingleton<LimiterProbe>();
    }

    private static void AddOutbound(IServiceCollection services)
    {
        services.AddSingleton<ClientTable>();
        services.AddSingleton<ConfiguredTimeout>();
        services.AddSingleton<TelemetryHosts>();
        services.AddSingleton<ReverseProxy>();
        services.AddSingleton<TraceExports>();
        services.AddSingleton<OutboundWatch>();
        services.AddSingleton<RequestTraces>();
        services.AddSingleton<IRequestWatch>(static provider => provider.GetRequiredService<RequestTraces>());
        FactoryDecorator.AddTo(services);
        // Filters run from the last to the first, and the first one sees what all others did.
        services.Insert(0, ServiceDescriptor.Singleton<IHttpMessageHandlerBuilderFilter, ObservingFilter>());
        services.AddSingleton<LogScopes>();
        services.AddSingleton<CorrelationWatch>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ILoggerProvider, ScopeProbe>());
        HostBuilding.Await(services, static complete => complete.TryAddEnumerable(ServiceDescriptor.Singleton<ILoggerProvider, ScopeProbe>()));
    }

    private static void AddEndpoints(IServiceCollection services)
    {
        services.AddHealthChecks();
        services.AddSingleton<SocketGate>();
        services.AddSingleton<AuditAccess>();
        services.AddSingleton<AuditEndpoint>();
        services.AddSingleton<QueryLedgerEndpoint>();
        services.AddSingleton<ReadinessGate>();
        services.AddSingleton<ProbeEndpoints>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, OwnEndpointPolicy>());
    }
}
