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

    /// <summary>Whether the request is known to read, as far as it has come.</summary>
    public static bool IsRead(RequestScope scope) => scope.Context is HttpContext context && (IsRead(context.Request.Method) || IsReadOperation(context));

    private static bool IsRead(RequestScope scope, RouteSlot route) => IsRead(route.Method) || (scope.Context is HttpContext context && IsReadOperation(context));

    private static bool IsRead(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);

    private static bool IsReadOperation(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<ReadOperationAttribute>() is not null;
}
