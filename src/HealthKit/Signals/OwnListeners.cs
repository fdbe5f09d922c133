using System.Collections.Concurrent;

namespace HealthKit.Signals;

/// <summary>The activity sources that HealthKit itself listens to in this process: a twin of theirs has a listener whatever the host does.</summary>
internal static class OwnListeners
{
    private static readonly ConcurrentDictionary<string, bool> Sources = new(StringComparer.Ordinal);

    public static void Add(string source) => Sources[source] = true;

    public static void Remove(string source) => Sources.TryRemove(source, out _);

    public static bool Include(string source) => Sources.ContainsKey(source);
}
