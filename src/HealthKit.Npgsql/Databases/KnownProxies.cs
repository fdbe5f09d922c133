using System.Collections.Concurrent;

namespace HealthKit.Npgsql.Databases;

/// <summary>Which databases are reached through a proxy that pools, as far as it was seen.</summary>
internal sealed class KnownProxies
{
    private readonly ConcurrentDictionary<string, string> _proved = new(StringComparer.Ordinal);

    /// <summary>How an external pool showed; null when none did.</summary>
    public string? Of(Database database) => _proved.GetValueOrDefault(database.Name) ?? ByHost(database.Settings.Host, database.Settings.Port);

    /// <summary>Keeps what a connection of HealthKit's own showed.</summary>
    public void Note(Database database, string? proxy)
    {
        if (proxy is not null)
        {
            _proved[database.Name] = proxy;
        }
        else
        {
            _proved.TryRemove(database.Name, out _);
        }
    }

    /// <summary>Addresses that providers give their poolers, from their documentation.</summary>
    private static string? ByHost(string host, int port) =>
        host.EndsWith(".rds.amazonaws.com", StringComparison.OrdinalIgnoreCase) && host.Contains(".proxy-", StringComparison.OrdinalIgnoreCase) ? "the address of an RDS Proxy"
        : host.EndsWith(".neon.tech", StringComparison.OrdinalIgnoreCase) && host.Split('.')[0].EndsWith("-pooler", StringComparison.OrdinalIgnoreCase) ? "the address of Neon's pooler"
        : host.EndsWith(".pooler.supabase.com", StringComparison.OrdinalIgnoreCase) ? "the address of Supabase's pooler"
        : host.EndsWith(".postgres.database.azure.com", StringComparison.OrdinalIgnoreCase) && port == 6432 ? "the port of Azure's PgBouncer"
        : null;
}
