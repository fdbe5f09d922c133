using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Caching;

/// <summary>
/// The host's services with its caches as they are without HealthKit, for those that look up on somebody else's behalf: HybridCache in
/// its two levels, sessions in their store. So nothing is counted twice, and what they look for by type they find.
/// </summary>
internal sealed class InnerCaches(IServiceProvider services) : IKeyedServiceProvider
{
    public object? GetService(Type serviceType) => serviceType == typeof(IServiceProvider) ? this : Inner(services.GetService(serviceType));

    public object? GetKeyedService(Type serviceType, object? serviceKey) => Inner((services as IKeyedServiceProvider)?.GetKeyedService(serviceType, serviceKey));

    public object GetRequiredKeyedService(Type serviceType, object? serviceKey) => services is IKeyedServiceProvider keyed
        ? Inner(keyed.GetRequiredKeyedService(serviceType, serviceKey)) ?? throw new InvalidOperationException($"No service of type {serviceType} is registered.")
        : throw new InvalidOperationException("The service provider has no keyed services.");

    /// <summary>A distributed cache without its decorator.</summary>
    public static IDistributedCache Inner(IDistributedCache cache) => cache switch
    {
        ObservedMemoryDistributedCache memory => memory.Unobserved,
        ObservedDistributedCache observed => observed.Inner,
        _ => cache,
    };

    private object? Inner(object? service) => service switch
    {
        ObservedMemoryCache memory => memory.Unobserved,

        // HybridCache takes a second level in the same process for none when it finds the framework's two own types, and finds ours instead.
        ObservedMemoryDistributedCache when services.GetService(typeof(IMemoryCache)) is ObservedMemoryCache => null,
        IDistributedCache distributed => Inner(distributed),
        _ => service,
    };
}
