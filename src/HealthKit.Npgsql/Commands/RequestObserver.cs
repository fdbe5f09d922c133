using HealthKit.Signals;

namespace HealthKit.Npgsql.Commands;

/// <summary>Books the round trips of every request on its route.</summary>
internal sealed class RequestObserver(DatabaseSignals signals) : IRequestObserver
{
    /// <inheritdoc/>
    public void OnCompleted(RequestScope scope, RouteSlot route) => signals.Complete(scope, route);
}
