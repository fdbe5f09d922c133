using System.Runtime.CompilerServices;

namespace HealthKit.Npgsql.Pools;

/// <summary>What the driver's names of pools tell, which are connection strings unless the host gave its own: each is read once, since thousands of statements share a few.</summary>
internal static class PoolKeys
{
    private static readonly ConditionalWeakTable<string, Known> Names = [];

    /// <summary>The key of the connection string that is a pool's name; null for a name that is none.</summary>
    public static string? Of(string? pool) => pool is null ? null : Read(pool).Key;

    /// <summary>The database in it; null for a name that is no connection string.</summary>
    public static string? DatabaseOf(string pool) => Read(pool).Database;

    private static Known Read(string pool) =>
        Names.GetValue(pool, static name => PoolSettings.TryParse(name, out var settings) ? new Known(settings.Key, settings.Database) : new Known(null, null));

    private sealed record Known(string? Key, string? Database);
}
