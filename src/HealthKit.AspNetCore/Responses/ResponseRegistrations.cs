using HealthKit.Caching;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Responses;

/// <summary>Registers what counts responses and files.</summary>
internal static class ResponseRegistrations
{
    public static void AddTo(IServiceCollection services)
    {
        services.AddSingleton<ResponseSampler>();
        Decorate(services);
        HostBuilding.Await(services, Decorate);
    }

    private static void Decorate(IServiceCollection services)
    {
        for (var index = 0; index < services.Count; index++)
        {
            if (services[index] is { IsKeyedService: false, Lifetime: ServiceLifetime.Singleton } descriptor && descriptor.ServiceType == typeof(IResponseCompressionProvider) && Inner(descriptor) is { } inner)
            {
                services[index] = ServiceDescriptor.Singleton<IResponseCompressionProvider, ObservedCompression>(provider => new ObservedCompression(inner(provider)));
            }
        }
    }

    // One of ours has a factory that says so.
    private static Func<IServiceProvider, IResponseCompressionProvider>? Inner(ServiceDescriptor descriptor) => descriptor switch
    {
        { ImplementationFactory: Func<IServiceProvider, ObservedCompression> } => null,
        { ImplementationFactory: { } factory } => provider => (IResponseCompressionProvider)factory(provider),
        { ImplementationInstance: IResponseCompressionProvider instance } => _ => instance,
        { ImplementationType: { } type } => provider => (IResponseCompressionProvider)ActivatorUtilities.CreateInstance(provider, type),
        _ => null,
    };
}
