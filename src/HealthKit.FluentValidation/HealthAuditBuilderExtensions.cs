using HealthKit.FluentValidation;
using HealthKit.Inspection;
using HealthKit.Signals;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit;

/// <summary>Adds FluentValidation to the health audit.</summary>
public static class HealthAuditBuilderExtensions
{
    /// <summary>Watches in which requests rules of FluentValidation run. Calling it again changes nothing.</summary>
    public static HealthAuditBuilder AddFluentValidation(this HealthAuditBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        if (services.Any(static service => service.ServiceType == typeof(ValidationWatch)))
        {
            return builder;
        }

        services.AddSingleton<ValidationWatch>();
        services.AddSingleton<IValidationWatch>(static provider => provider.GetRequiredService<ValidationWatch>());
        services.AddSingleton<IRequestObserver>(static provider => provider.GetRequiredService<ValidationWatch>());
        return builder;
    }
}
