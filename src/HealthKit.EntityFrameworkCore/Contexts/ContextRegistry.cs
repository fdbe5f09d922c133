using HealthKit.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.EntityFrameworkCore.Contexts;

/// <summary>The contexts that the host registered, by their options: no context is made.</summary>
internal sealed class ContextRegistry(HostServices host, IServiceScopeFactory scopes, TimeProvider time)
{
    private static readonly TimeSpan Reuse = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private IReadOnlyList<RegisteredContext>? _known;
    private long _readAt;

    /// <summary>All registered contexts. Options may be another tenant's each time, so they are read again now and then.</summary>
    public IReadOnlyList<RegisteredContext> All()
    {
        lock (_gate)
        {
            if (_known is null || time.GetElapsedTime(_readAt) > Reuse)
            {
                _known = Read();
                _readAt = time.GetTimestamp();
            }

            return _known;
        }
    }

    private List<RegisteredContext> Read()
    {
        var options = host.All.Select(static service => service.ServiceType)
            .Where(static type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(DbContextOptions<>) && !type.ContainsGenericParameters)
            .Distinct().ToArray();
        var contexts = options.Select(static type => type.GenericTypeArguments[0]).ToHashSet();
        // A context without options configures itself when it is made: it is registered, and nothing more is known of it before.
        return
        [
            .. options.Select(Read),
            .. host.All.Select(Implementation).OfType<Type>().Where(type => type.IsSubclassOf(typeof(DbContext)) && !type.IsAbstract && contexts.Add(type)).Select(static type => new RegisteredContext(type, null, null, null)),
        ];
    }

    private static Type? Implementation(ServiceDescriptor service) =>
        (service.IsKeyedService ? service.KeyedImplementationType : service.ImplementationType) ?? (service.ServiceType.IsInterface ? null : service.ServiceType);

    private RegisteredContext Read(Type optionsType)
    {
        var context = optionsType.GenericTypeArguments[0];
        try
        {
            using var scope = scopes.CreateScope();
            return scope.ServiceProvider.GetService(optionsType) is DbContextOptions options
                ? Describe(context, options)
                : new RegisteredContext(context, null, null, "its options are not registered any more");
        }
#pragma warning disable CA1031 // The host's own code makes the options: it may want a request, a tenant, anything.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return new RegisteredContext(context, null, null, $"its options cannot be made outside of a request ({exception.GetType().Name})");
        }
    }

    private static RegisteredContext Describe(Type context, DbContextOptions options)
    {
        var provider = options.Extensions.FirstOrDefault(static extension => extension.Info.IsDatabaseProvider);
        return provider is null
            ? new RegisteredContext(context, null, null, null)
            : new RegisteredContext(context, provider as RelationalOptionsExtension, provider.GetType().Assembly.GetName().Name, null);
    }
}
