using System.Diagnostics.CodeAnalysis;
using HealthKit.Pipeline;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HealthKit.RateLimits;

/// <summary>The host's services for the second limiter, but for its metrics and its log, which are its own and silent.</summary>
internal sealed class ShadowServices(IServiceProvider services, QuietMeters meters) : IServiceProvider
{
    [UnconditionalSuppressMessage("Trimming", "IL2067", Justification = "The framework itself creates the type by its constructor; where it cannot be made, the limits are unknown.")]
    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = "The logger's own type argument is the middleware, which is there.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "A class as type argument shares the code that is there; where it does not, the limits are unknown.")]
    public object? GetService(Type serviceType) => serviceType switch
    {
        { FullName: PipelineInstruments.RateLimitingMetrics } => Activator.CreateInstance(serviceType, meters),
        { IsGenericType: true } when serviceType.GetGenericTypeDefinition() == typeof(ILogger<>) => Activator.CreateInstance(typeof(NullLogger<>).MakeGenericType(serviceType.GenericTypeArguments)),
        _ => services.GetService(serviceType),
    };
}
