using HealthKit.Signals;

namespace HealthKit.Npgsql.Custody;

/// <summary>A connection that was open when its request ended.</summary>
internal sealed class HeldPast(RequestScope scope, long connection, int mark, string route, bool afterFailure, long now)
{
    /// <summary>Its identity.</summary>
    public long Connection => connection;

    /// <summary>The number of its source.</summary>
    public int Source => ConnectionSource.NumberOf(connection);

    /// <summary>The process id at the server.</summary>
    public int Connector => (int)connection;

    /// <summary>The request's route.</summary>
    public string Route => route;

    /// <summary>True when the request failed.</summary>
    public bool AfterFailure => afterFailure;

    /// <summary>Since when nothing was seen of it.</summary>
    public long QuietSince { get; private set; } = now;

    /// <summary>True once it counts as left open.</summary>
    public bool IsLeak { get; set; }

    /// <summary>True while the server cannot be asked about it.</summary>
    public bool IsUndecided { get; set; }

    /// <summary>The traffic of the request's flow when it was last looked at.</summary>
    private int _traffic = scope.Connections.Traffic;

    /// <summary>True when it was closed, by the request's own work or by other.</summary>
    public bool IsClosed() => !scope.Connections.Holds(connection) || ClosedElsewhere.Since(connection, mark);

    /// <summary>Starts the wait again: it is in use.</summary>
    public void Renew(long timestamp) => QuietSince = timestamp;

    /// <summary>Starts the wait again when the request's flow has used its connections since.</summary>
    public void RenewIfUsed(long timestamp)
    {
        var traffic = scope.Connections.Traffic;
        if (traffic != _traffic)
        {
            _traffic = traffic;
            Renew(timestamp);
        }
    }
}
