using HealthKit.FeatureManagement;
using HealthKit.Flags;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.FeatureManagement;

namespace HealthKit;

/// <summary>Adds Microsoft.FeatureManagement to the health audit.</summary>
public static class HealthAuditBuilderExtensions
{
    /// <summary>Watches which flags exist and whether the service asks for them. Calling it again changes nothing.</summary>
    public static HealthAuditBuilder AddFeatureManagement(this HealthAuditBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        if (services.Any(static service => service.ServiceType == typeof(EvaluationCounter)))
        {
            return builder;
        }

        services.AddSingleton<EvaluationCounter>();
        services.AddSingleton<ISessionManager>(static provider => provider.GetRequiredService<EvaluationCounter>());
        services.AddSingleton<FlagObserver>();
        services.AddSingleton<IFeatureFlagObserver>(static provider => provider.GetRequiredService<FlagObserver>());
        services.AddHostedService(static provider => provider.GetRequiredService<FlagObserver>());
        return builder;
    }
}
