using HealthKit.Caching;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Outbound;

/// <summary>Puts the observer before the host's IHttpClientFactory, whether it is registered before or after <c>AddHealthAudit()</c>.</summary>
internal sealed class FactoryDecorator
{
    private ServiceDescriptor? _ours;

    /// <summary>True when the clients that the factory makes are noted.</summary>
    public bool IsActive => _ours is not null;

    public static void AddTo(IServiceCollection services)
    {
        var decorator = new FactoryDecorator();
        services.AddSingleton(decorator);
        decorator.Decorate(services);
        HostBuilding.Await(services, decorator.Decorate);
    }

    private void Decorate(IServiceCollection services)
    {
        for (var index = services.Count - 1; index >= 0; index--)
        {
            var descriptor = services[index];
            if (descriptor.ServiceType == typeof(IHttpClientFactory) && !descriptor.IsKeyedService)
            {
                if (!ReferenceEquals(descriptor, _ours))
                {
                    services[index] = _ours = new ServiceDescriptor(typeof(IHttpClientFactory), provider => new ObservedHttpClientFactory(Inner(descriptor, provider), provider.GetRequiredService<ClientTable>()), descriptor.Lifetime);
                }

                return;
            }
        }
    }

    private static IHttpClientFactory Inner(ServiceDescriptor descriptor, IServiceProvider provider) => (IHttpClientFactory)(
        descriptor.ImplementationInstance
        ?? descriptor.ImplementationFactory?.Invoke(provider)
        ?? ActivatorUtilities.CreateInstance(provider, descriptor.ImplementationType!));
}
