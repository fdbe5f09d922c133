using System.Runtime.CompilerServices;

namespace HealthKit.Npgsql.Pools;

/// <summary>The keys of pools that the driver names by their connection strings: each name is read once, since thousands of statements share a few.</summary>
internal static class PoolKeys
{
    private static readonly ConditionalWeakTable<string, StrongBox<string?>> Known = [];

    /// <summary>The key of the connection string that is a pool's name; null for a name that is none.</summary>
    public static string? Of(string? pool) =>
        pool is null ? null : Known.GetValue(pool, static name => new StrongBox<string?>(PoolSettings.TryParse(name, out var settings) ? settings.Key : null)).Value;
}
