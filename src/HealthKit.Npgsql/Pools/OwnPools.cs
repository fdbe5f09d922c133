using System.Collections.Concurrent;

namespace HealthKit.Npgsql.Pools;

/// <summary>
/// The pools of HealthKit's own data sources, by the names that these are given: the driver puts the name on each measurement and span, and of a data
/// source without one the whole connection string, the password alone left out.
/// </summary>
internal static class OwnPools
{
    private const string Prefix = NpgsqlInstruments.OwnApplicationName + " ";

    // What is measured may be told after the data source is gone, so none is forgotten; there are two for each database.
    private static readonly ConcurrentDictionary<string, bool> Names = new(StringComparer.Ordinal);

    /// <summary>Names a data source of HealthKit's own; the host exports the name and shows it, and it holds what reports call the database.</summary>
    /// <param name="settings">Where to.</param>
    /// <param name="pooled">True for the one that keeps its connection.</param>
    public static string Name(PoolSettings settings, bool pooled)
    {
        var name = $"{Prefix}{settings.Name}{(pooled ? " (readiness)" : "")}";
        Names.TryAdd(name, true);
        return name;
    }

    /// <summary>True for a pool of HealthKit's own.</summary>
    public static bool Contains(string name) => name.StartsWith(Prefix, StringComparison.Ordinal) && Names.ContainsKey(name);
}
