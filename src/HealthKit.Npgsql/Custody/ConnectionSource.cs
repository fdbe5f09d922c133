using HealthKit.Npgsql.Commands;
using HealthKit.Npgsql.Pools;

namespace HealthKit.Npgsql.Custody;

/// <summary>What opens connections, as the driver's log events name it: a data source or the pool of a connection string.</summary>
/// <param name="number">Tells it apart in the identity of its connections.</param>
/// <param name="settings">Its settings; null where the string cannot be read.</param>
internal sealed class ConnectionSource(int number, PoolSettings? settings)
{
    private readonly Dictionary<string, string> _hosts = new(StringComparer.OrdinalIgnoreCase);
    private Slot? _slot;

    /// <summary>Stands for all beyond the cap and for strings that cannot be read.</summary>
    public static ConnectionSource Unknown { get; } = new(0, null);

    /// <summary>Tells it apart in the identity of its connections.</summary>
    public int Number => number;

    /// <summary>What makes it the same source.</summary>
    public string Key { get; } = settings?.Key ?? "";

    /// <summary>True when each of several servers has a pool of its own.</summary>
    public bool IsMultiHost { get; } = settings?.IsMultiHost == true;

    /// <summary>The name that the driver gives a pool of it, where it gives none of the host's.</summary>
    public string Name => settings?.DriverName ?? "";

    /// <summary>The number of the source that a connection's identity tells of.</summary>
    public static int NumberOf(long connection) => (int)(connection >> 32) - 1;

    /// <summary>The identity of one of its connections; never 0.</summary>
    public long IdentityOf(int connector) => ((long)(number + 1) << 32) | (uint)connector;

    /// <summary>The pool of one host of the process; null where none is known.</summary>
    public PoolSignals? PoolIn(DatabaseSignals host, string? server, int port) =>
        _slot is { } slot && ReferenceEquals(slot.Host, host) ? slot.Pool : Find(host, server, port);

    // Each server of a multi-host data source has a pool of its own.
    private PoolSignals? Find(DatabaseSignals host, string? server, int port)
    {
        if (settings is null)
        {
            return null;
        }

        if (IsMultiHost)
        {
            return host.Pools[NameOf(server, port)];
        }

        var slot = new Slot(host, host.Pools[settings.DriverName]);
        _slot = slot;
        return slot.Pool;
    }

    private string NameOf(string? server, int port)
    {
        var address = $"{server}:{port}";
        lock (_hosts)
        {
            return _hosts.TryGetValue(address, out var name) ? name : _hosts[address] = settings!.ForHost(server ?? "", port).DriverName;
        }
    }

    private sealed record Slot(DatabaseSignals Host, PoolSignals Pool);
}
