using System.Collections.Concurrent;
using System.Diagnostics;
using HealthKit.Signals;

namespace HealthKit.Tracing;

/// <summary>Asks whether anybody but HealthKit listens to an activity source, by a source of the same name that never starts an activity.</summary>
internal static class ActivitySourceTwins
{
    // Listeners are told of every source, so there is one twin a name for the life of the process.
    private static readonly ConcurrentDictionary<string, ActivitySource> Twins = new(StringComparer.Ordinal);

    /// <summary>True when somebody listens; null where HealthKit does, whose listener the twin has too.</summary>
    public static bool? HasForeignListener(string source) =>
        OwnListeners.Include(source) ? null : Twins.GetOrAdd(source, static name => new ActivitySource(name)).HasListeners();
}
