using HealthKit.Evidence;
using HealthKit.Responses;
using HealthKit.Signals;

namespace HealthKit.Requests;

/// <summary>One route with its counters and the labels its metrics carry.</summary>
internal sealed class RouteEntry(RouteKey key, string attribution, SliceClock clock)
{
    public RouteKey Key => key;

    /// <summary>How requests were attributed to it: "endpoint", "action", "path" or "none".</summary>
    public string Attribution => attribution;

    public RouteSlot Slot { get; } = new(key.Method, key.Template, clock) { IsStream = key.Kind is RouteKind.Stream };

    /// <summary>The labels of the duration histogram, made once so that recording allocates nothing.</summary>
    public KeyValuePair<string, object?>[] Labels { get; } = [new("method", key.Method), new("path", key.Template)];

    /// <summary>What anonymous callers got.</summary>
    public CallerOutcomes Callers { get; } = new();

    /// <summary>Sizes of its responses, and files.</summary>
    public RouteResponses Responses { get; } = new();

    public DailyCount Daily { get; } = new();
}
