using HealthKit.Caching;
using HealthKit.Redis;
using HealthKit.Redis.Clients;
using HealthKit.Redis.Servers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace HealthKit;

/// <summary>Adds Redis to the health audit.</summary>
public static class HealthAuditBuilderExtensions
{
    private const string Section = "HealthAudit:Redis";
    private const string CheckName = "redis";
    private const string OtherCheckName = "healthkit.redis";

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
        services.AddSingleton<IConfigureOptions<RedisAuditOptions>>(static provider =>
            new ConfigureOptions<RedisAuditOptions>(options => provider.GetService<IConfiguration>()?.GetSection(Section).Bind(options)));
        services.AddSingleton<RedisTargets>();
        services.AddSingleton<RedisConnections>();
        services.AddSingleton<ServerReader>();
        services.AddSingleton<RedisHealthCheck>();
        services.AddSingleton<EvictionCounter>();
        services.AddSingleton<ICacheEvictions>(static provider => provider.GetRequiredService<EvictionCounter>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IServerOnlyUse, DirectUse>());
        services.AddHealthChecks();
        services.AddOptions<HealthCheckServiceOptions>().PostConfigure<IOptions<RedisAuditOptions>>(AddReadiness);
        return builder.AddEvidenceSource<RedisServerSource>().AddEvidenceSource<RedisClientSource>();
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

    // Two checks of one name stop the host, and "redis" is what everybody calls theirs.
    private static void AddReadiness(HealthCheckServiceOptions checks, IOptions<RedisAuditOptions> options)
    {
        bool taken = checks.Registrations.Any(static registration => string.Equals(registration.Name, CheckName, StringComparison.OrdinalIgnoreCase));
        checks.Registrations.Add(new HealthCheckRegistration(
            taken ? OtherCheckName : CheckName,
            static provider => provider.GetRequiredService<RedisHealthCheck>(),
            HealthStatus.Degraded,
            ["ready"],
            options.Value.ReadinessTimeout));
    }
}
