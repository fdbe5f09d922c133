using HealthKit.EntityFrameworkCore;
using HealthKit.EntityFrameworkCore.Commands;
using HealthKit.EntityFrameworkCore.Contexts;
using HealthKit.EntityFrameworkCore.Migrations;
using HealthKit.Hosting;
using HealthKit.Sources;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HealthKit;

/// <summary>Adds Entity Framework Core to the health audit.</summary>
public static class HealthAuditBuilderExtensions
{
    private const string Section = "HealthAudit:EntityFrameworkCore";

    /// <summary>Adds the migrations, query filters and databases of the host's contexts. Calling it again changes nothing.</summary>
    public static HealthAuditBuilder AddEntityFrameworkCore(this HealthAuditBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        if (services.Any(static service => service.ServiceType == typeof(ContextRegistry)))
        {
            return builder;
        }

        services.AddOptionsWithValidateOnStart<EntityFrameworkCoreAuditOptions, EntityFrameworkCoreAuditOptionsValidator>();
        SettingsSection.Add<EntityFrameworkCoreAuditOptions>(services, Section);
        services.AddSingleton<IConfigureOptions<EntityFrameworkCoreAuditOptions>>(static provider =>
            new ConfigureOptions<EntityFrameworkCoreAuditOptions>(options => provider.GetService<IConfiguration>()?.GetSection(Section).Bind(options)));
        services.AddSingleton<ContextRegistry>();
        services.AddSingleton<ModelTable>();
        services.AddSingleton<UnlimitedContexts>();
        services.AddSingleton<MigrationReader>();
        services.AddSingleton<WorkingContexts>();
        services.AddSingleton<IDataSourceFinder, ContextDataSources>();
        services.AddSingleton<IDataSourceFinder>(static provider => provider.GetRequiredService<WorkingContexts>());
        services.AddHostedService<CommandWatch>();
        return builder.AddEvidenceSource<MigrationSource>().AddEvidenceSource<QueryFilterSource>();
    }

    /// <summary>Adds Entity Framework Core and then changes its options in code.</summary>
    public static HealthAuditBuilder AddEntityFrameworkCore(this HealthAuditBuilder builder, Action<EntityFrameworkCoreAuditOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        builder.AddEntityFrameworkCore();
        builder.Services.Configure(configure);
        return builder;
    }
}
