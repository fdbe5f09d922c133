using HealthKit.Signals;
using Microsoft.AspNetCore.Http;

namespace HealthKit.Caching;

/// <summary>Adds the look-ups of a completed request to its route, and to their prefix what the request was.</summary>
internal sealed class RouteLookupObserver : IRequestObserver
{
    public void OnCompleted(RequestScope scope, RouteSlot route)
    {
        bool? isRead = null;
        for (var lookups = scope.Caches as RequestLookups; lookups is not null; lookups = lookups.Next)
        {
            lookups.Cache.Route(route).Add(lookups);
            lookups.Complete(scope, isRead ??= IsRead(scope, route));
        }
    }

    private static bool IsRead(RequestScope scope, RouteSlot route) =>
        HttpMethods.IsGet(route.Method) || HttpMethods.IsHead(route.Method)
        || (scope.Context as HttpContext)?.GetEndpoint()?.Metadata.GetMetadata<ReadOperationAttribute>() is not null;
}
