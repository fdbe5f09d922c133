using HealthKit.Npgsql.Commands;
using HealthKit.Signals;

namespace HealthKit.Npgsql.Custody;

/// <summary>Books what the driver's log events tell of connections: on the request whose flow they come in, or on nobody's.</summary>
internal static class ConnectionEvents
{
    // Enough for a mean: one request in so many on each thread is timed.
    private const uint TimedOneIn = 16;

    [ThreadStatic]
    private static uint _turn;

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

        var isBooked = scope is not null && connector != 0 && Hold(scope, source, connector) && !source.IsMultiHost;
        foreach (var host in SignalHub.Hosts)
        {
            var pool = source.PoolIn(host, server, port);
            pool?.NoteOpen();
            if (!isBooked)
            {
                pool?.CountOtherOpen();
            }

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

    /// <summary>Books the opens of a request that ends where one addition is enough: on the pool of its first source. The others are returned.</summary>
    public static int Complete(RequestConnections connections, DatabaseSignals host)
    {
        if (connections.Source is not ConnectionSource { IsMultiHost: false } source || source.PoolIn(host, null, 0) is not { } pool)
        {
            return connections.Opens;
        }

        pool.CountRequestOpens(connections.OpensOfSource);
        return connections.Opens - connections.OpensOfSource;
    }

    /// <summary>A connection was closed: handed back, or broken.</summary>
    public static void Closed(ConnectionSource source, int connector)
    {
        var connection = source.IdentityOf(connector);
        if (connector != 0 && (RequestScope.OfFlow?.ConnectionsSoFar is not { } connections || !connections.Remove(connection, ClockOf(connections))))
        {
            ClosedElsewhere.Note(connection);
        }
    }

    // True where the request's end books the open.
    private static bool Hold(RequestScope scope, ConnectionSource source, int connector)
    {
        var connection = source.IdentityOf(connector);
        var mark = ClosedElsewhere.Mark(connection);
        var connections = scope.ConnectionsSoFar;
        if (connections is null)
        {
            var isTimed = IsTimed();
            var fresh = new RequestConnections(source, connection, mark, isTimed ? Environment.TickCount : 0) { IsFollowed = OutboundListener.IsArmed, IsTimed = isTimed };
            connections = scope.Begin(fresh);
            if (ReferenceEquals(connections, fresh))
            {
                return true;
            }
        }
        else if (connections.Opens == 0)
        {
            (connections.IsFollowed, connections.IsTimed) = (OutboundListener.IsArmed, IsTimed());
        }

        return connections.Add(source, connection, mark, ClockOf(connections));
    }

    private static bool IsTimed() => _turn++ % TimedOneIn == 0;

    // Coarse on purpose: a clock good to milliseconds costs a fifth of a better one, and its errors cancel out in a mean.
    private static int ClockOf(RequestConnections connections) => connections.IsTimed ? Environment.TickCount : 0;

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
