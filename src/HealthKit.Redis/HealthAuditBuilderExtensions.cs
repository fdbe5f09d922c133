using HealthKit.Caching;
using HealthKit.Endpoints;
using HealthKit.Hosting;
using HealthKit.Redis;
using HealthKit.Redis.Clients;
using HealthKit.Redis.Servers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace HealthKit;

/// <summary>Adds Redis to the health audit.</summary>
public static class HealthAuditBuilderExtensions
{
    private const string Section = "HealthAudit:Redis";
    private const string CheckName = "redis";

    /// <summary>Adds the evidence of the host's Redis servers and a readiness check. Calling it again changes nothing.</summary>
    public static HealthAuditBuilder AddRedis(this HealthAuditBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        if (services.Any(static descriptor => descriptor.ServiceType == typeof(RedisConnections)))
        {
            return builder;
        }

        services.AddOptionsWithValidateOnStart<RedisAuditOptions, RedisAuditOptionsValidator>();
        SettingsSection.Add<RedisAuditOptions>(services, Section, RedisAuditOptionsValidator.Ranges.Of);
        services.AddSingleton<IConfigureOptions<RedisAuditOptions>>(static provider =>
            new ConfigureOptions<RedisAuditOptions>(options => provider.GetService<IConfiguration>()?.GetSection(Section).Bind(options)));
        services.AddSingleton<RedisTargets>();
        services.AddSingleton<RedisConnections>();
        services.AddSingleton<ServerReader>();
        services.AddSingleton<RedisHealthCheck>();
        services.AddSingleton<EvictionCounter>();
        services.AddSingleton<ICacheEvictions>(static provider => provider.GetRequiredService<EvictionCounter>());
        services.AddSingleton<DirectUse>();
        services.AddSingleton<IServerOnlyUse>(static provider => provider.GetRequiredService<DirectUse>());
        services.AddSingleton(static provider => new OwnHealthCheck(new HealthCheckRegistration(
            CheckName,
            static services => services.GetRequiredService<RedisHealthCheck>(),
            HealthStatus.Degraded,
            [ProbeEndpoints.ReadyTag],
            provider.GetRequiredService<IOptions<RedisAuditOptions>>().Value.ReadinessTimeout)));
        return builder.AddEvidenceSource<RedisServerSource>().AddEvidenceSource<RedisClientSource>().AddEvidenceSource<RedisTraceSource>();
    }

    /// <summary>Adds the evidence of the host's Redis servers and then changes its options in code.</summary>
    public static HealthAuditBuilder AddRedis(this HealthAuditBuilder builder, Action<RedisAuditOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.AddRedis();
        builder.Services.Configure(configure);
        return builder;
    }
}
