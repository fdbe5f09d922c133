using HealthKit.Npgsql.Commands;
using HealthKit.Npgsql.Pools;
using HealthKit.Signals;

namespace HealthKit.Npgsql.Custody;

/// <summary>Books what the driver's log events tell of connections: on the request whose flow they come in, or on nobody's.</summary>
internal static class ConnectionEvents
{
    // Coarse on purpose: a clock good to milliseconds costs a tenth of a better one, and its errors cancel out in a mean.
    private static int Now => Environment.TickCount;

    /// <summary>A logical connection was opened.</summary>
    public static void Opened(string connectionString, int connector, string? server, int port)
    {
        var source = ConnectionSources.Of(connectionString);
        if (source.IsOwn)
        {
            return;
        }

        var scope = RequestScope.Current;
        if (scope is null && OwnWork.IsCurrent)
        {
            Prove(source, server, port);
            return;
        }

        if (scope is not null)
        {
            ref var connections = ref scope.Connections;
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

    /// <summary>A logical connection that holds none at the server was opened: the driver multiplexes.</summary>
    public static void OpenedMultiplexed(string connectionString)
    {
        var source = ConnectionSources.Of(connectionString);
        if (!source.IsOwn && OwnWork.IsCurrent)
        {
            Prove(source, null, 0);
        }
        else if (!source.IsOwn)
        {
            foreach (var host in SignalHub.Hosts)
            {
                source.PoolIn(host, null, 0)?.CountLogicalOpen();
            }
        }
    }

    /// <summary>A connection was closed: handed back, or broken.</summary>
    public static void Closed(string connectionString, int connector)
    {
        var source = ConnectionSources.Of(connectionString);
        var (connection, now) = (source.IdentityOf(connector), Now);
        if (source.IsOwn || RequestScope.OfFlow?.Connections.Remove(connection, now) == true)
        {
            return;
        }

        ClosedElsewhere.Note(connection, now);
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
