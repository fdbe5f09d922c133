using HealthKit.Caching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace HealthKit.Npgsql.Pools;

/// <summary>
/// Puts the audit's logger of connections before the host's logging, whether that is set up before or after <c>AddNpgsql()</c>. As one provider among
/// the host's it would cost each open and close twice as much to be called, and a factory that takes no providers would leave it out.
/// </summary>
internal static class LoggingDecorator
{
    public static void AddTo(IServiceCollection services)
    {
        Decorate(services);
        HostBuilding.Await(services, Decorate);
    }

    private static void Decorate(IServiceCollection services)
    {
        for (var index = services.Count - 1; index >= 0; index--)
        {
            if (services[index] is { IsKeyedService: false } descriptor && descriptor.ServiceType == typeof(ILoggerFactory))
            {
                if (descriptor.Lifetime == ServiceLifetime.Singleton && !IsOurs(descriptor))
                {
                    services[index] = descriptor.ImplementationType == typeof(LoggerFactory)
                        ? ServiceDescriptor.Singleton<ILoggerFactory, AuditedLoggerFactory>()
                        : ServiceDescriptor.Singleton<ILoggerFactory, ForwardingLoggerFactory>(Around(services, descriptor));
                }

                return;
            }
        }
    }

    private static bool IsOurs(ServiceDescriptor descriptor) =>
        descriptor.ImplementationType == typeof(AuditedLoggerFactory) || descriptor.ImplementationFactory is Func<IServiceProvider, ForwardingLoggerFactory>;

    // Each is disposed of by whoever would have done so without us.
    private static Func<IServiceProvider, ForwardingLoggerFactory> Around(IServiceCollection services, ServiceDescriptor host)
    {
        if (host.ImplementationType is { } type)
        {
            services.TryAdd(ServiceDescriptor.Singleton(type, type));
            return provider => new ForwardingLoggerFactory((ILoggerFactory)provider.GetRequiredService(type));
        }

        return host.ImplementationFactory is { } create
            ? provider => new ForwardingLoggerFactory((ILoggerFactory)create(provider), owns: true)
            : _ => new ForwardingLoggerFactory((ILoggerFactory)host.ImplementationInstance!);
    }
}
