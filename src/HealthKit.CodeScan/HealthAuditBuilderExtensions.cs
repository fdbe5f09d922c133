using HealthKit.CodeScan;
using HealthKit.CodeScan.Hosting;
using HealthKit.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace HealthKit;

/// <summary>Adds the code scan to the health audit.</summary>
public static class HealthAuditBuilderExtensions
{
    private const string Section = "HealthAudit:CodeScan";

    /// <summary>Scans the host's own assemblies once, in the background, some time after its start. Calling it again changes nothing.</summary>
    public static HealthAuditBuilder AddCodeScan(this HealthAuditBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        if (services.Any(static descriptor => descriptor.ServiceType == typeof(ScanState)))
        {
            return builder;
        }

        services.AddOptionsWithValidateOnStart<CodeScanOptions, CodeScanOptionsValidator>();
        SettingsSection.Add<CodeScanOptions>(services, Section, CodeScanOptionsValidator.Ranges.Of);
        services.AddSingleton<IConfigureOptions<CodeScanOptions>>(static provider =>
            new ConfigureOptions<CodeScanOptions>(options => provider.GetService<IConfiguration>()?.GetSection(Section).Bind(options)));
        services.AddSingleton<ScanState>();
        services.TryAddSingleton<IHostAssemblies, HostAssemblies>();
        services.AddHostedService<CodeScanService>();
        return builder.AddEvidenceSource<CodeScanSource>();
    }

    /// <summary>Scans the host's own assemblies and then changes the scan's options in code.</summary>
    public static HealthAuditBuilder AddCodeScan(this HealthAuditBuilder builder, Action<CodeScanOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        builder.AddCodeScan();
        builder.Services.Configure(configure);
        return builder;
    }
}
