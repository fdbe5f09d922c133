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

    /// <summary>Adds a source of evidence as a singleton; adding one twice is adding it once.</summary>
    public HealthAuditBuilder AddEvidenceSource<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>()
        where T : class, IEvidenceSource
    {
        Services.TryAddEnumerable(ServiceDescriptor.Singleton<IEvidenceSource, T>());
        return this;
    }
}
