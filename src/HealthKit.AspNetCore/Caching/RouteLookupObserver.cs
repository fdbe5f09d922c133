using HealthKit.Signals;

namespace HealthKit.Caching;

/// <summary>Adds the look-ups of a completed request to its route.</summary>
internal sealed class RouteLookupObserver : IRequestObserver
{
    public void OnCompleted(RequestScope scope, RouteSlot route)
    {
        for (var lookups = scope.Caches as RequestLookups; lookups is not null; lookups = lookups.Next)
        {
            lookups.Cache.Route(route).Add(lookups);
        }
    }
}
