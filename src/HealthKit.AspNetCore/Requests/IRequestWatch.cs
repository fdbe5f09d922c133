using Microsoft.AspNetCore.Http;

namespace HealthKit.Requests;

/// <summary>
/// Looks at every completed request of the application, without the ambient scope and so without an allocation.
/// Implementations must not throw, block, log or allocate in the steady state.
/// </summary>
internal interface IRequestWatch
{
    /// <summary>False where the host has nothing that it could see, so that requests are spared the call.</summary>
    bool IsNeeded => true;

    /// <summary>A request has completed and is attributed to a route; its headers can still be read.</summary>
    void OnCompleted(HttpContext context, RouteEntry route);
}
