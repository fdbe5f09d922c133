using HealthKit.Caching;
using HealthKit.Evidence;
using HealthKit.Hosting;
using HealthKit.Metrics;
using HealthKit.Signals;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
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
        services.AddOptionsWithValidateOnStart<HealthAuditOptions, HealthAuditOptionsValidator>();
        services.AddSingleton<IConfigureOptions<HealthAuditOptions>>(static provider =>
            new ConfigureOptions<HealthAuditOptions>(options => provider.GetService<IConfiguration>()?.GetSection(AuditOptionsReader.Section).Bind(options)));
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
        services.AddSingleton<CacheMetrics>();
        services.AddSingleton<CacheEvidenceSource>();
        services.AddSingleton<IEvidenceSource>(static provider =>
        {
            // Nobody else asks for the instruments; they must exist before the first scrape.
            provider.GetRequiredService<CacheMetrics>();
            return provider.GetRequiredService<CacheEvidenceSource>();
        });
        services.AddSingleton<ICacheInventory>(static provider => provider.GetRequiredService<CacheEvidenceSource>());
        CacheDecorator.AddTo(services);
        return new HealthAuditBuilder(services, checks);
    }

    /// <summary>Adds the health audit and then changes its options in code.</summary>
    public static HealthAuditBuilder AddHealthAudit(this IServiceCollection services, Action<HealthAuditOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var builder = services.AddHealthAudit();
        services.Configure(configure);
        return builder;
    }
}
