using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace HealthKit.Redis.Clients;

/// <summary>The multiplexers that a host registered: as such, with a key, lazily, or as the database behind which one stands. Each is named and found once.</summary>
internal sealed class RegisteredMultiplexers(IServiceCollection services, IServiceProvider provider)
{
    private static readonly Type[] Direct = [typeof(IConnectionMultiplexer), typeof(ConnectionMultiplexer)];
    private static readonly Type[] Indirect = [typeof(Lazy<IConnectionMultiplexer>), typeof(Lazy<ConnectionMultiplexer>), typeof(Task<IConnectionMultiplexer>), typeof(Task<ConnectionMultiplexer>), typeof(IDatabase), typeof(IDatabaseAsync)];

    public IEnumerable<(string Name, IConnectionMultiplexer Multiplexer)> Find()
    {
        var found = new HashSet<IConnectionMultiplexer>(ReferenceEqualityComparer.Instance);
        var registered = services.Where(static descriptor => Array.IndexOf(Direct, descriptor.ServiceType) >= 0 || Array.IndexOf(Indirect, descriptor.ServiceType) >= 0)
            .Where(static descriptor => !ReferenceEquals(descriptor.ServiceKey, KeyedService.AnyKey))
            .OrderBy(static descriptor => Array.IndexOf(Direct, descriptor.ServiceType) < 0)
            .ToList();
        foreach (var descriptor in registered.Where(static descriptor => descriptor.Lifetime is ServiceLifetime.Singleton))
        {
            foreach (var multiplexer in Resolve(provider, descriptor).Select(Multiplexer).OfType<IConnectionMultiplexer>().Where(found.Add))
            {
                yield return (Name(descriptor), multiplexer);
            }
        }

        // What lives as long as a request may be made for each: one is made only where nothing else shows the server.
        if (found.Count == 0 && registered.Find(static descriptor => descriptor.Lifetime is not ServiceLifetime.Singleton) is { } passing)
        {
            using var scope = provider.CreateScope();
            if (Resolve(scope.ServiceProvider, passing).Select(Multiplexer).LastOrDefault() is { } multiplexer)
            {
                yield return (Name(passing), multiplexer);
            }
        }
    }

    private static string Name(ServiceDescriptor descriptor) => descriptor.IsKeyedService ? $"redis \"{descriptor.ServiceKey}\"" : "redis";

    private static IEnumerable<object?> Resolve(IServiceProvider provider, ServiceDescriptor descriptor) =>
        descriptor.ServiceType == typeof(IConnectionMultiplexer) ? All<IConnectionMultiplexer>(provider, descriptor)
        : descriptor.ServiceType == typeof(ConnectionMultiplexer) ? All<ConnectionMultiplexer>(provider, descriptor)
        : [descriptor.IsKeyedService ? provider.GetRequiredKeyedService(descriptor.ServiceType, descriptor.ServiceKey) : provider.GetRequiredService(descriptor.ServiceType)];

    // A type that is registered twice has two services, of which the host injects the last, or all.
    private static IEnumerable<T> All<T>(IServiceProvider provider, ServiceDescriptor descriptor) =>
        descriptor.IsKeyedService ? provider.GetKeyedServices<T>(descriptor.ServiceKey) : provider.GetServices<T>();

    private static IConnectionMultiplexer? Multiplexer(object? service) => service switch
    {
        IConnectionMultiplexer multiplexer => multiplexer,
        Lazy<IConnectionMultiplexer> lazy => lazy.Value,
        Lazy<ConnectionMultiplexer> lazy => lazy.Value,
        Task<IConnectionMultiplexer> { IsCompletedSuccessfully: true } task => task.Result,
        Task<ConnectionMultiplexer> { IsCompletedSuccessfully: true } task => task.Result,
        IDatabaseAsync database => database.Multiplexer,
        _ => null,
    };
}
