using HealthKit.Signals;

namespace HealthKit.Benchmarks.Pipeline;

/// <summary>Turns the ambient scope on and does nothing else: the cost of a package's own observer is its own.</summary>
internal sealed class SilentObserver : IRequestObserver
{
    public void OnCompleted(RequestScope scope, RouteSlot route)
    {
        // Nothing, on purpose.
    }
}
