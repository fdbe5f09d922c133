using HealthKit.Evidence;

namespace HealthKit.Checks;

/// <summary>The routes of some kinds, as one population: which are hot, and what share of the requests a part of them carries.</summary>
internal sealed class RoutePopulation
{
    private readonly long _requests;

    public RoutePopulation(HttpEvidence http, Func<RouteKind, bool> includes)
    {
        Routes = [.. http.Routes.Where(route => includes(route.Kind)).Select(RouteSample.Of).Where(static route => route.Requests > 0)];
        Hot = Checks.Hot.Of(Routes, static route => route.Requests, static route => route.Route.TotalTime);
        // Requests in the overflow slot may be of any kind, and nobody knows which route was slow.
        _requests = Routes.Sum(static route => route.Requests) + http.OverflowRequests;
    }

    public IReadOnlyList<RouteSample> Routes { get; }

    public IReadOnlyList<RouteSample> Hot { get; }

    public long Samples => Routes.Sum(static route => route.Latency.Count);

    public double Share(IEnumerable<RouteSample> part) => _requests == 0 ? 0 : (double)part.Sum(static route => route.Requests) / _requests;
}
