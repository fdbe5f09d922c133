using HealthKit.Signals;
using Microsoft.AspNetCore.Session;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HealthKit.Caching;

/// <summary>Puts an observer before every cache that the host registers, whether before or after <c>AddHealthAudit()</c>.</summary>
internal sealed class CacheDecorator(CacheObservation observation)
{
    private readonly HashSet<ServiceDescriptor> _ours = new(ReferenceEqualityComparer.Instance);

    /// <summary>Observes the caches registered so far, and those registered until the host is built.</summary>
    public static void AddTo(IServiceCollection services)
    {
        var observation = new CacheObservation();
        var decorator = new CacheDecorator(observation);
        services.AddSingleton(observation);
        services.AddSingleton(decorator);
        services.TryAddSingleton(static _ => ServiceFiles.Find());
        services.AddSingleton<MadeCaches>();
        services.AddSingleton<CacheRegistrations>();
        services.AddSingleton<FusionCacheWatch>();
        decorator.Decorate(services);
        HostBuilding.Await(services, decorator.Decorate);
    }

    /// <summary>Whether an observer stands before this registration, or it is one that another's observer stands before.</summary>
    public bool Observes(ServiceDescriptor descriptor) => _ours.Contains(descriptor) || descriptor.ServiceKey is InnerKey;

    private void Decorate(IServiceCollection services)
    {
        bool any = false;
        for (int index = services.Count - 1; index >= 0; index--)
        {
            if (!Observes(services[index]) && Observed(services, services[index]) is { } observed)
            {
                services[index] = observed;
                any |= _ours.Add(observed);
            }
        }

        if (any)
        {
            // Told of completed requests only where there is a cache, since telling costs each request an object.
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IRequestObserver, RouteLookupObserver>());
        }
    }

    private ServiceDescriptor? Observed(IServiceCollection services, ServiceDescriptor descriptor)
    {
        if (descriptor.ServiceType == typeof(IMemoryCache))
        {
            return Is<MemoryCache>(descriptor) ? Replaced(descriptor, provider => new ObservedMemoryCache(
                provider.GetRequiredService<IOptions<MemoryCacheOptions>>(),
                provider.GetRequiredService<ILoggerFactory>(),
                observation.SignalsOf(descriptor, Name(descriptor, typeof(MemoryCache)), provider))) : null;
        }

        if (descriptor.ServiceType == typeof(ISessionStore))
        {
            return Is<DistributedSessionStore>(descriptor) ? Replaced(descriptor, static provider => new DistributedSessionStore(
                InnerCaches.Inner(provider.GetRequiredService<IDistributedCache>()),
                provider.GetRequiredService<ILoggerFactory>())) : null;
        }

        if (descriptor.ServiceType.FullName is FusionInstruments.Cache or FusionInstruments.NamedCache)
        {
            bool isHolder = descriptor.ServiceType.FullName == FusionInstruments.NamedCache;
            return descriptor is { IsKeyedService: false, ImplementationFactory: { } factory }
                ? Replaced(descriptor, provider => provider.GetRequiredService<FusionCacheWatch>().Create(factory, isHolder))
                : null;
        }

        return descriptor.ServiceType == typeof(HybridCache) ? Hybrid(descriptor)
            : descriptor.ServiceType == typeof(IDistributedCache) ? Distributed(services, descriptor)
            : null;
    }

    private ServiceDescriptor? Hybrid(ServiceDescriptor descriptor)
    {
        Func<IServiceProvider, object>? create = descriptor switch
        {
            { IsKeyedService: false, ImplementationType: { } type } => provider => ActivatorUtilities.CreateInstance(provider, type),
            { IsKeyedService: false, ImplementationFactory: { } factory } => factory,
            { IsKeyedService: false, ImplementationInstance: { } instance } => _ => instance,
            { IsKeyedService: true, KeyedImplementationFactory: { } factory } when !ReferenceEquals(descriptor.ServiceKey, KeyedService.AnyKey) =>
                provider => factory(provider, descriptor.ServiceKey),
            { IsKeyedService: true, KeyedImplementationInstance: { } instance } => _ => instance,
            _ => null,
        };
        return create is null ? null : Replaced(descriptor, provider =>
        {
            var cache = (HybridCache)create(new InnerCaches(provider));
            var signals = observation.SignalsOf(descriptor, Name(descriptor, cache.GetType()), provider);
            signals.InProcess = true;
            signals.Bounded = (provider.GetService<IMemoryCache>() as ObservedMemoryCache)?.IsBounded;
            bool isFusion = cache.GetType().FullName == FusionInstruments.HybridAdapter;
            signals.ProtectsByDesign = isFusion || cache.GetType().Namespace is "Microsoft.Extensions.Caching.Hybrid.Internal";
            if (isFusion)
            {
                signals.Bounded = provider.GetRequiredService<FusionCacheWatch>().LeaveToHybrid(cache);
            }

            return new ObservedHybridCache(cache, signals);
        });
    }

    private ServiceDescriptor? Distributed(IServiceCollection services, ServiceDescriptor descriptor)
    {
        if (Is<MemoryDistributedCache>(descriptor))
        {
            return Replaced(descriptor, provider => new ObservedMemoryDistributedCache(
                provider.GetRequiredService<IOptions<MemoryDistributedCacheOptions>>(),
                provider.GetRequiredService<ILoggerFactory>(),
                observation.SignalsOf(descriptor, Name(descriptor, typeof(MemoryDistributedCache)), provider)));
        }

        var key = new InnerKey(descriptor.ServiceKey);
        var inner = descriptor switch
        {
            { IsKeyedService: false, ImplementationType: { } type } => ServiceDescriptor.DescribeKeyed(typeof(IDistributedCache), key, type, descriptor.Lifetime),
            { IsKeyedService: false, ImplementationFactory: { } factory } => ServiceDescriptor.DescribeKeyed(typeof(IDistributedCache), key, (provider, _) => factory(provider), descriptor.Lifetime),
            { IsKeyedService: false, ImplementationInstance: { } instance } => new ServiceDescriptor(typeof(IDistributedCache), key, instance),
            { IsKeyedService: true, KeyedImplementationFactory: { } factory } when !ReferenceEquals(descriptor.ServiceKey, KeyedService.AnyKey) =>
                ServiceDescriptor.DescribeKeyed(typeof(IDistributedCache), key, (provider, _) => factory(provider, key.Original), descriptor.Lifetime),
            { IsKeyedService: true, KeyedImplementationInstance: { } instance } => new ServiceDescriptor(typeof(IDistributedCache), key, instance),
            _ => null,
        };
        if (inner is null)
        {
            return null;
        }

        services.Add(inner);
        return Replaced(descriptor, provider =>
        {
            var cache = provider.GetRequiredKeyedService<IDistributedCache>(key);
            return ObservedDistributedCache.Around(cache, observation.SignalsOf(descriptor, Name(descriptor, cache.GetType()), provider));
        });
    }

    private static bool Is<T>(ServiceDescriptor descriptor) => !descriptor.IsKeyedService && descriptor.ImplementationType == typeof(T);

    private static ServiceDescriptor Replaced(ServiceDescriptor descriptor, Func<IServiceProvider, object> create) => descriptor.IsKeyedService
        ? ServiceDescriptor.DescribeKeyed(descriptor.ServiceType, descriptor.ServiceKey, (provider, _) => create(provider), descriptor.Lifetime)
        : ServiceDescriptor.Describe(descriptor.ServiceType, create, descriptor.Lifetime);

    private static string Name(ServiceDescriptor descriptor, Type implementation)
    {
        const string Suffix = "Impl";
        string name = implementation.Name.EndsWith(Suffix, StringComparison.Ordinal) ? implementation.Name[..^Suffix.Length] : implementation.Name;
        return descriptor.ServiceKey is null ? $"{descriptor.ServiceType.Name} ({name})" : $"{descriptor.ServiceType.Name} \"{descriptor.ServiceKey}\" ({name})";
    }
}
