using HealthKit.Npgsql.Custody;
using Microsoft.Extensions.Logging;

namespace HealthKit.Npgsql.Pools;

/// <summary>Follows logical opens and closes by the driver's log events: no meter and no activity tells of them.</summary>
internal sealed class ConnectionLogger : ILogger
{
    private const int ServerAt = 0;
    private const int PortAt = 1;
    private const int ConnectionStringAt = 3;
    private const int ConnectorAt = 4;

    // A data source may log to us and to a logger of the host's that passes on to us: the second one is not heard.
    [ThreadStatic]
    private static bool _deaf;

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Debug;

    /// <summary>Passes an event on to the host's logger, whose providers may have one of ours among them.</summary>
    public static void PassOn<TState>(ILogger host, LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _deaf = true;
        try
        {
            host.Log(logLevel, eventId, state, exception, formatter);
        }
        finally
        {
            _deaf = false;
        }
    }

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        // By fixed places: the compiler then reads the driver's struct without boxing it or the connector's number, which a search would.
        if (_deaf || eventId.Id is not (NpgsqlInstruments.OpenedConnectionEvent or NpgsqlInstruments.ClosedConnectionEvent or NpgsqlInstruments.ClosedPhysicalConnectionEvent)
            || state is not IReadOnlyList<KeyValuePair<string, object?>> values
            || values.Count <= ConnectorAt
            || values[ConnectionStringAt] is not { Key: NpgsqlInstruments.ConnectionStringState, Value: string connectionString })
        {
            return;
        }

        if (values[ConnectorAt] is not { Key: NpgsqlInstruments.ConnectorState, Value: int connector })
        {
            if (eventId.Id == NpgsqlInstruments.OpenedConnectionEvent)
            {
                ConnectionEvents.OpenedMultiplexed(connectionString);
            }
        }
        else if (eventId.Id == NpgsqlInstruments.OpenedConnectionEvent)
        {
            ConnectionEvents.Opened(connectionString, connector, values[ServerAt].Value as string, values[PortAt].Value is int port ? port : 0);
        }
        else
        {
            ConnectionEvents.Closed(connectionString, connector);
        }
    }
}
