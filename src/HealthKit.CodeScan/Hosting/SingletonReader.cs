using HealthKit.CodeScan.State;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HealthKit.CodeScan.Hosting;

/// <summary>Reads which services a host has one instance of. Nothing is resolved.</summary>
internal static class SingletonReader
{
    public static IReadOnlyList<SingletonRegistration> Read(IServiceCollection services) =>
        [.. services.Where(static service => service.Lifetime == ServiceLifetime.Singleton).Select(Read)];

    private static SingletonRegistration Read(ServiceDescriptor service)
    {
        var implementation = service.IsKeyedService
            ? service.KeyedImplementationType ?? service.KeyedImplementationInstance?.GetType()
            : service.ImplementationType ?? service.ImplementationInstance?.GetType();
        var factory = service.IsKeyedService ? service.KeyedImplementationFactory?.Method : service.ImplementationFactory?.Method;
        return new SingletonRegistration(TypeName.Of(service.ServiceType))
        {
            Implementation = implementation is null ? null : TypeName.Of(implementation),
            FactoryType = factory?.DeclaringType is { } holder ? TypeName.Of(holder) : null,
            FactoryMethod = factory?.Name,
            IsHosted = service.ServiceType == typeof(IHostedService),
        };
    }
}
