using HealthKit.Signals;

namespace HealthKit.Hosts;

internal sealed class ThrowingObserver : IRequestObserver
{
    public void OnCompleted(RequestScope scope, RouteSlot route) => throw new InvalidOperationException("observer");
}
