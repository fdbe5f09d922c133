namespace HealthKit.Signals;

/// <summary>
/// Told of every request that has completed. Registering one turns the ambient scope on.
/// Implementations run on the request's completion: they must not throw, block, log or allocate in the steady state.
/// </summary>
internal interface IRequestObserver
{
    /// <summary>A request has completed and is attributed to a route; called before <see cref="RequestScope.End"/>.</summary>
    void OnCompleted(RequestScope scope, RouteSlot route);
}
