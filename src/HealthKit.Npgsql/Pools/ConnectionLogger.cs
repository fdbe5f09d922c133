using HealthKit.Npgsql.Commands;
using HealthKit.Npgsql.Custody;
using Microsoft.Extensions.Logging;

namespace HealthKit.Npgsql.Pools;

/// <summary>Follows logical opens and closes by the driver's log events: no meter and no activity tells of them.</summary>
internal sealed class ConnectionLogger : ILogger
{
    // A data source may log to us and to a logger of the host's that passes on to us: the second one is not heard.
    [ThreadStatic]
    private static bool _deaf;

    private static bool _passesOn;

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Debug;

    /// <summary>Passes an event on to the host's logger, whose providers may have one of ours among them.</summary>
    public static void PassOn<TState>(ILogger host, LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _passesOn = true;
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

    /// <summary>Takes notice of an event.</summary>
    public static void Hear<TState>(int eventId, ref TState state)
    {
        if (eventId is not (NpgsqlInstruments.OpenedConnectionEvent or NpgsqlInstruments.ClosedConnectionEvent or NpgsqlInstruments.ClosedPhysicalConnectionEvent) || (_passesOn && _deaf))
        {
            return;
        }

        try
        {
            Follow(eventId, ref state);
        }
#pragma warning disable CA1031 // It would come out of the application's own open or close.
        catch (Exception)
#pragma warning restore CA1031
        {
            SignalHub.CountFault();
        }
    }

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Hear(eventId.Id, ref state);

    private static void Follow<TState>(int eventId, ref TState state)
    {
        var reader = ConnectionState<TState>.Reader;
        if (reader.Read(ref state, out var connector) is not { } connectionString)
        {
            return;
        }

        var source = ConnectionSources.Of(connectionString);
        if (eventId != NpgsqlInstruments.OpenedConnectionEvent)
        {
            ConnectionEvents.Closed(source, connector);
            return;
        }

        var (server, port) = source.IsMultiHost ? reader.Server(ref state) : default;
        ConnectionEvents.Opened(source, connector, server, port);
    }
}
