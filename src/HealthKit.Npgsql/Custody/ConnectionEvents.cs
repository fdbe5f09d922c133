using HealthKit.Npgsql.Commands;
using HealthKit.Signals;

namespace HealthKit.Npgsql.Custody;

/// <summary>Books what the driver's log events tell of connections: on the request whose flow they come in, or on nobody's.</summary>
internal static class ConnectionEvents
{
    // Coarse on purpose: a clock good to milliseconds costs a tenth of a better one, and its errors cancel out in a mean.
    private static int Now => Environment.TickCount;

    /// <summary>A logical connection was opened.</summary>
    /// <param name="source">What opened it.</param>
    /// <param name="connector">Its number at the server; 0 where it holds none there, since the driver multiplexes.</param>
    /// <param name="server">The server, where the source has several.</param>
    /// <param name="port">The server's port, where the source has several.</param>
    public static void Opened(ConnectionSource source, int connector, string? server, int port)
    {
        var scope = RequestScope.Current;
        if (scope is null && OwnWork.IsCurrent)
        {
            Prove(source, server, port);
            return;
        }

        if (scope is not null && connector != 0)
        {
            var connections = scope.Connections;
            if (connections.Opens == 0)
            {
                connections.IsFollowed = OutboundListener.IsArmed;
            }

            connections.Add(source.IdentityOf(connector), Now);
        }

        foreach (var host in SignalHub.Hosts)
        {
            source.PoolIn(host, server, port)?.CountLogicalOpen();
            if (scope is null)
            {
                host.Custody.CountBackgroundOpen();
            }

            if (host.Custody.Leaks.IsWatching)
            {
                host.Custody.Leaks.Reopened(source.IdentityOf(connector));
            }
        }
    }

    /// <summary>A connection was closed: handed back, or broken.</summary>
    public static void Closed(ConnectionSource source, int connector)
    {
        var connection = source.IdentityOf(connector);
        if (connector != 0 && RequestScope.OfFlow?.Connections.Remove(connection, Now) != true)
        {
            ClosedElsewhere.Note(connection, Now);
        }
    }

    private static void Prove(ConnectionSource source, string? server, int port)
    {
        foreach (var host in SignalHub.Hosts)
        {
            source.PoolIn(host, server, port)?.Prove();
            if (source.Name is { Length: > 0 } name)
            {
                host.Pools[name].Prove();
            }
        }
    }
}
