using HealthKit.Outbound;
using HealthKit.Resilience.Pipelines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HealthKit;

/// <summary>Adds resilience pipelines to the health audit.</summary>
public static class HealthAuditBuilderExtensions
{
    /// <summary>Lets the audit read the resilience pipelines of the host's HTTP clients. Calling it again changes nothing.</summary>
    public static HealthAuditBuilder AddResilience(this HealthAuditBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IPipelineReader, PipelineReader>());
        return builder;
    }
}
