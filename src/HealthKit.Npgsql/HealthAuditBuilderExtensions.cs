using HealthKit.Endpoints;
using HealthKit.Hosting;
using HealthKit.Npgsql;
using HealthKit.Npgsql.Commands;
using HealthKit.Npgsql.Custody;
using HealthKit.Npgsql.Databases;
using HealthKit.Npgsql.Hosting;
using HealthKit.Npgsql.Ledger;
using HealthKit.Npgsql.Migrations;
using HealthKit.Npgsql.Pools;
using HealthKit.Npgsql.Replicas;
using HealthKit.Signals;
using HealthKit.Sources;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HealthKit;

/// <summary>Adds PostgreSQL to the health audit.</summary>
public static class HealthAuditBuilderExtensions
{
    private const string Section = "HealthAudit:Npgsql";

    /// <summary>Adds PostgreSQL through Npgsql: commands, pools, server settings and catalog. Calling it again changes nothing.</summary>
    public static HealthAuditBuilder AddNpgsql(this HealthAuditBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        if (services.Any(static service => service.ServiceType == typeof(DatabaseSignals)))
        {
            return builder;
        }

        services.AddOptionsWithValidateOnStart<NpgsqlAuditOptions, NpgsqlAuditOptionsValidator>();
        SettingsSection.Add<NpgsqlAuditOptions>(services, Section, NpgsqlAuditOptionsValidator.Ranges.Of);
        services.AddSingleton<IConfigureOptions<NpgsqlAuditOptions>>(static provider =>
            new ConfigureOptions<NpgsqlAuditOptions>(options => provider.GetService<IConfiguration>()?.GetSection(Section).Bind(options)));
        services.AddSingleton<DatabaseSignals>();
        services.AddSingleton<OwnConnections>();
        services.AddSingleton<DatabaseRegistry>();
        services.AddSingleton<DatabaseMetrics>();
        services.AddSingleton<PlanWatch>();
        services.AddSingleton<SessionProbe>();
        services.AddSingleton<IMigrationDatabase, MigrationDatabase>();
        services.AddSingleton<SelfTest>();
        services.AddSingleton<KnownProxies>();
        services.AddSingleton<LeakInspector>();
        services.AddSingleton<ReplicaWatch>();
        services.AddSingleton<IRequestObserver, RequestObserver>();
        services.AddHostedService<SignalsService>();
        AddLogging(services);
        GlobalLogging.Observe();
        AddReadyCheck(services);
        return builder.AddEvidenceSource<QuerySource>().AddEvidenceSource<CommandTraceSource>().AddEvidenceSource<PoolSource>().AddEvidenceSource<DatabaseSource>().AddEvidenceSource<SqlMigrationSource>().AddEvidenceSource<QueryLedgerSource>();
    }

    /// <summary>Adds PostgreSQL and then changes its options in code.</summary>
    public static HealthAuditBuilder AddNpgsql(this HealthAuditBuilder builder, Action<NpgsqlAuditOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        builder.AddNpgsql();
        builder.Services.Configure(configure);
        return builder;
    }

    // Filters of our own provider only: what the host's providers get does not change.
    private static void AddLogging(IServiceCollection services)
    {
        services.AddLogging(static logging =>
        {
            logging.AddFilter<ConnectionLoggerProvider>(null, LogLevel.None);
            logging.AddFilter<ConnectionLoggerProvider>(NpgsqlInstruments.ConnectionCategory, LogLevel.Debug);
        });
        LoggingDecorator.AddTo(services);
    }

    private static void AddReadyCheck(IServiceCollection services)
    {
        services.AddSingleton<ReadyProbe>();
        services.AddSingleton(static provider => new OwnHealthCheck(
            new HealthCheckRegistration(ReadyProbe.Name, static services => services.GetRequiredService<ReadyProbe>(), HealthStatus.Unhealthy, [ProbeEndpoints.ReadyTag]),
            provider.GetRequiredService<IOptions<NpgsqlAuditOptions>>().Value.AddReadyCheck));
    }
}
