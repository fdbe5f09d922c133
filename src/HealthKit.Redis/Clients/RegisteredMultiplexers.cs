using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace HealthKit.Redis.Clients;

/// <summary>
/// The multiplexers that a host registered: as such, with a key, lazily, or as the database behind which one stands. Each is named and found once.
/// A registration that a later one replaces is not brought to life: it counts only where its instance exists already.
/// </summary>
internal sealed class RegisteredMultiplexers(IServiceCollection services, IServiceProvider provider)
{
    private static readonly Type[] Direct = [typeof(IConnectionMultiplexer), typeof(ConnectionMultiplexer)];
    private static readonly Type[] Indirect = [typeof(Lazy<IConnectionMultiplexer>), typeof(Lazy<ConnectionMultiplexer>), typeof(Task<IConnectionMultiplexer>), typeof(Task<ConnectionMultiplexer>), typeof(IDatabase), typeof(IDatabaseAsync)];

    private readonly List<string> _unmade = [];

    /// <summary>The names of those that could not be made, after a search.</summary>
    public IReadOnlyList<string> Unmade => _unmade;

    public IReadOnlyList<(string Name, IConnectionMultiplexer Multiplexer)> Find()
    {
        var found = new List<(string Name, IConnectionMultiplexer Multiplexer)>();
        var registered = services.Where(static descriptor => Array.IndexOf(Direct, descriptor.ServiceType) >= 0 || Array.IndexOf(Indirect, descriptor.ServiceType) >= 0)
            .Where(static descriptor => !ReferenceEquals(descriptor.ServiceKey, KeyedService.AnyKey))
            .OrderBy(static descriptor => Array.IndexOf(Direct, descriptor.ServiceType) < 0)
            .ToList();
        var injected = registered.GroupBy(static descriptor => (descriptor.ServiceType, descriptor.ServiceKey)).Select(static same => same.Last()).ToHashSet();
        foreach (var descriptor in registered.Where(static descriptor => descriptor.Lifetime is ServiceLifetime.Singleton))
        {
            Add(found, descriptor, () => injected.Contains(descriptor) ? Resolve(provider, descriptor) : Existing(descriptor));
        }

        // What lives as long as a request may be made for each: a database is asked for only where nothing else shows the server, and a multiplexer, which would connect, never.
        if (found.Count == 0 && _unmade.Count == 0
            && registered.Find(descriptor => descriptor.Lifetime is not ServiceLifetime.Singleton && injected.Contains(descriptor) && Array.IndexOf(Direct, descriptor.ServiceType) < 0) is { } passing)
        {
            using var scope = provider.CreateScope();
            Add(found, passing, () => Resolve(scope.ServiceProvider, passing));
        }

        return found;
    }

    // One that cannot be made, such as of a server that is down, hides no other.
    private void Add(List<(string Name, IConnectionMultiplexer Multiplexer)> found, ServiceDescriptor descriptor, Func<object?> resolve)
    {
        try
        {
            if (Multiplexer(resolve()) is { } multiplexer && !found.Exists(known => ReferenceEquals(known.Multiplexer, multiplexer)))
            {
                found.Add((Name(descriptor), multiplexer));
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            _unmade.Add(Name(descriptor));
        }
    }

    private static string Name(ServiceDescriptor descriptor) => descriptor.IsKeyedService ? $"redis \"{descriptor.ServiceKey}\"" : "redis";

    private static object? Resolve(IServiceProvider provider, ServiceDescriptor descriptor) =>
        descriptor.IsKeyedService ? provider.GetRequiredKeyedService(descriptor.ServiceType, descriptor.ServiceKey) : provider.GetRequiredService(descriptor.ServiceType);

    private static object? Existing(ServiceDescriptor descriptor) => (descriptor.IsKeyedService ? descriptor.KeyedImplementationInstance : descriptor.ImplementationInstance) switch
    {
        Lazy<IConnectionMultiplexer> { IsValueCreated: false } or Lazy<ConnectionMultiplexer> { IsValueCreated: false } => null,
        var instance => instance,
    };

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
