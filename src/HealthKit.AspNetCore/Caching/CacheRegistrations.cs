using HealthKit.Evidence;
using HealthKit.Hosting;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Caching;

/// <summary>Compares the caches that the built host has with those that are observed: a cache nobody watches must be known as such.</summary>
internal sealed class CacheRegistrations(HostServices host, CacheDecorator decorator, MadeCaches made)
{
    private static readonly Type[] Interfaces = [typeof(IMemoryCache), typeof(IDistributedCache), typeof(HybridCache)];

    private IReadOnlyList<BlindSpot>? _blindSpots;

    /// <summary>The caches that no observer stands before, registered or made by the code. Looked for once: the host is built, and its services no longer change.</summary>
    public IReadOnlyList<BlindSpot> FindBlindSpots(IServiceProvider provider) =>
        _blindSpots ??= [.. Unobserved(host.All).Concat(Unregistered(host.All, provider)).Concat(made.BlindSpots).DistinctBy(static spot => spot.Subject)];

    private IEnumerable<BlindSpot> Unobserved(IServiceCollection registered) => registered
        .Where(descriptor => IsCache(descriptor.ServiceType) && !decorator.Observes(descriptor))
        .Select(static descriptor => descriptor switch
        {
            { IsKeyedService: true } when descriptor.ServiceType != typeof(IMemoryCache) => new BlindSpot(
                $"{descriptor.ServiceType.Name} (keyed)", "It is registered with a key in a way that no observer can stand before.",
                $"Register it with a factory: AddKeyedSingleton<{descriptor.ServiceType.Name}>(key, (services, key) => …)."),
            _ when descriptor.ServiceType == typeof(IMemoryCache) && (descriptor.IsKeyedService || descriptor.ImplementationType != typeof(MemoryCache)) => new BlindSpot(
                descriptor.IsKeyedService ? $"{nameof(IMemoryCache)} (keyed)" : nameof(IMemoryCache), "It is an object or a type of the host's own, which cannot be observed without breaking casts to it.",
                "Register it with AddMemoryCache(options => options.SizeLimit = …), or look up through HybridCache."),
            _ => new BlindSpot(
                descriptor.ServiceType.Name, "It was registered after AddHealthAudit(), in a host that does not announce when its services are complete.",
                "Call AddHealthAudit() after registering caches."),
        });

    private static IEnumerable<BlindSpot> Unregistered(IServiceCollection registered, IServiceProvider provider) =>
        provider.GetService<IServiceProviderIsService>() is { } container
            ? Interfaces
                .Where(type => container.IsService(type) && !registered.Any(descriptor => descriptor.ServiceType == type && !descriptor.IsKeyedService))
                .Select(static type => new BlindSpot(
                    type.Name, "It is registered in the container itself, past the host's service collection.", $"Register {type.Name} in the service collection."))
            : [];

    private static bool IsCache(Type service) => Interfaces.Contains(service);
}
