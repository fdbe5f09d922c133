using System.Diagnostics.CodeAnalysis;
using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace HealthKit;

/// <summary>What <c>AddHealthAudit()</c> returns: further packages, sources and checks are added to it.</summary>
public sealed class HealthAuditBuilder
{
    private readonly CustomChecks _checks;

    internal HealthAuditBuilder(IServiceCollection services, CustomChecks checks) => (Services, _checks) = (services, checks);

    /// <summary>The host's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Adds a check of the host's own, scored apart from the 71.</summary>
    public HealthAuditBuilder AddCheck(Check check)
    {
        ArgumentNullException.ThrowIfNull(check);
        _checks.Add(check);
        return this;
    }

    /// <summary>Adds a feature-flag system that HealthKit does not know, whose evaluations the host counts.</summary>
    /// <param name="name">The system's name in the report.</param>
    /// <returns>The counter to call from the system's hook.</returns>
    public FeatureFlagCounter AddFeatureFlags(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var counter = new FeatureFlagCounter(name);
        Services.AddSingleton(counter);
        return counter;
    }

    /// <summary>Adds a job queue that HealthKit does not know, whose jobs the host counts.</summary>
    /// <param name="name">The queue's name in the report; the name of a background service of the host's stands for that service.</param>
    /// <returns>The counter to call for each job that has run.</returns>
    public JobCounter AddJobQueue(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var counter = new JobCounter(name);
        Services.AddSingleton(counter);
        return counter;
    }

    /// <summary>Adds a source of evidence as a singleton; adding one twice is adding it once.</summary>
    public HealthAuditBuilder AddEvidenceSource<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>()
        where T : class, IEvidenceSource
    {
        Services.TryAddEnumerable(ServiceDescriptor.Singleton<IEvidenceSource, T>());
        return this;
    }
}
