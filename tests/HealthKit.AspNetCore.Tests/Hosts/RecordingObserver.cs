using System.Collections.Concurrent;
using HealthKit.Signals;

namespace HealthKit.Hosts;

/// <summary>Remembers the requests it was told of.</summary>
internal sealed class RecordingObserver : IRequestObserver
{
    public ConcurrentQueue<(RequestScope Scope, string Route, int RoundTrips)> Seen { get; } = new();

    public void OnCompleted(RequestScope scope, RouteSlot route) => Seen.Enqueue((scope, $"{route.Method} {route.Template}", scope.RoundTrips));
}
