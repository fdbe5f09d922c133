using HealthKit.Caching;
using HealthKit.Evidence;
using HealthKit.Requests;
using HealthKit.Sources;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Session;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HealthKit.State;

/// <summary>States what the service keeps between requests, and where.</summary>
internal sealed class StateSource(
    IServiceProvider services,
    IServiceProviderIsService registered,
    SessionWatch sessions,
    ProtectorWatch protectors,
    ILoggerFactory loggers,
    EndpointInventory inventory,
    CacheObservation caches,
    RouteTable routes,
    TimeProvider time) : MemorySource<StateEvidence>("state", time)
{
    // Before so many requests, what was not used may merely not have been used yet.
    private const long EnoughRequests = 1_000;

    protected override StateEvidence Read(DateTimeOffset now) => new()
    {
        ObservedAt = now,
        MaxAge = Fresh,
        Stores = [Sessions(), TempData(), Keys(), Hubs(), Cache()],
    };

    private StateStore Sessions()
    {
        if (!sessions.IsRegistered)
        {
            return new StateStore(StateKind.Session, false, StateLocation.Unknown);
        }

        // The framework's store keeps sessions in the distributed cache; any other keeps them where it likes.
        using var scope = services.CreateScope();
        var store = scope.ServiceProvider.GetRequiredService<ISessionStore>();
        var (location, implementation) = store is DistributedSessionStore ? DistributedCache() : (StateLocation.Unknown, store.GetType().Name);
        return new StateStore(StateKind.Session, Used(sessions.Seen), location, implementation);
    }

    private StateStore TempData()
    {
        if (!registered.IsService(typeof(ITempDataProvider)))
        {
            return new StateStore(StateKind.TempData, false, StateLocation.Unknown);
        }

        using var scope = services.CreateScope();
        var provider = scope.ServiceProvider.GetRequiredService<ITempDataProvider>();
        return provider switch
        {
            CookieTempDataProvider => new StateStore(StateKind.TempData, null, StateLocation.Caller, provider.GetType().Name),
            SessionStateTempDataProvider => Sessions() with { Kind = StateKind.TempData, Implementation = provider.GetType().Name },
            _ => new StateStore(StateKind.TempData, null, StateLocation.Unknown, provider.GetType().Name),
        };
    }

    private StateStore Keys()
    {
        if (!registered.IsService(typeof(IDataProtectionProvider)))
        {
            return new StateStore(StateKind.KeyRing, false, StateLocation.Unknown);
        }

        var (location, implementation) = KeyRing.Find(services);
        return new StateStore(StateKind.KeyRing, protectors.Hears(loggers) ? Used(protectors.Seen) : null, location, implementation);
    }

    private StateStore Hubs()
    {
        var hubs = inventory.Endpoints.Select(static endpoint => endpoint.Metadata.GetMetadata<HubMetadata>()?.HubType).OfType<Type>().Distinct().ToArray();
        var managers = hubs.Select(HubManagers.Find).Select(manager => manager is null ? null : services.GetService(manager)).ToArray();
        if (hubs.Length == 0)
        {
            return new StateStore(StateKind.HubConnections, false, StateLocation.Unknown);
        }

        // The worst of them: in the process before unknown, unknown before shared.
        var (worst, place) = managers.Select(static manager => (Manager: manager, Place: HubManagers.Place(manager)))
            .MinBy(static hub => hub.Place switch { StateLocation.InProcess => 0, StateLocation.Unknown => 1, _ => 2 });
        return new StateStore(StateKind.HubConnections, true, place, worst is null ? null : HubManagers.Name(worst));
    }

    private StateStore Cache()
    {
        if (!registered.IsService(typeof(IDistributedCache)))
        {
            return new StateStore(StateKind.DistributedCache, false, StateLocation.Unknown);
        }

        var (location, implementation) = DistributedCache();
        var used = caches.Caches.Where(static cache => cache.Name.StartsWith(nameof(IDistributedCache), StringComparison.Ordinal)).Any(static cache => cache.Hits + cache.Misses > 0);
        return new StateStore(StateKind.DistributedCache, Used(used), location, implementation);
    }

    private (StateLocation Location, string? Implementation) DistributedCache() => services.GetService<IDistributedCache>() switch
    {
        null => (StateLocation.Unknown, null),
        MemoryDistributedCache => (StateLocation.InProcess, nameof(MemoryDistributedCache)),
        var cache when InnerCaches.Inner(cache).GetType() is var type => (IsShared(type) ? StateLocation.Shared : StateLocation.Unknown, type.Name),
        var other => (StateLocation.Unknown, other.GetType().Name),
    };

    // Redis, SQL Server, PostgreSQL, Cosmos and others of that family; where anybody else's cache lives is not known.
    private static bool IsShared(Type cache) => cache.Namespace is { } name && (name.StartsWith("Microsoft.Extensions.Caching.", StringComparison.Ordinal) || name.StartsWith("Community.Microsoft.Extensions.Caching.", StringComparison.Ordinal));

    private bool? Used(bool seen) => seen ? true : routes.Total() >= EnoughRequests ? false : null;
}
