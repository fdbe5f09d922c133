using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Caching;

/// <summary>
/// The host's services with its caches as they are without HealthKit, for those that look up on somebody else's behalf: HybridCache in
/// its two levels, sessions in their store. So nothing is counted twice, and what they look for by type they find.
/// </summary>
/// <param name="services">The host's services.</param>
/// <param name="isHybrid">Whether they are for HybridCache, rather than for a cache that looks for nothing by type.</param>
internal sealed class InnerCaches(IServiceProvider services, bool isHybrid = true) : IKeyedServiceProvider
{
    /// <summary>The memory cache that was asked for; null where none was.</summary>
    public ObservedMemoryCache? Memory { get; private set; }

    /// <summary>Called once, when the next service is asked for.</summary>
    public Action? Asked { get; set; }

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

    private object? Inner(object? service)
    {
        Memory = service as ObservedMemoryCache ?? Memory;
        if (Asked is { } asked)
        {
            Asked = null;
            asked();
        }

        return Unobserved(service);
    }

    private object? Unobserved(object? service) => service switch
    {
        ObservedMemoryCache memory => memory.Unobserved,

        // FusionCache leaves a second level alone that is of the framework's own type.
        ObservedMemoryDistributedCache when !isHybrid => service,

        // HybridCache takes a second level in the same process for none when it finds the framework's two own types, and finds ours instead.
        ObservedMemoryDistributedCache when services.GetService(typeof(IMemoryCache)) is ObservedMemoryCache => null,
        IDistributedCache distributed => Inner(distributed),
        _ => service,
    };
}
