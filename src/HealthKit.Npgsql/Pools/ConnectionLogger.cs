using HealthKit.Npgsql.Commands;
using Microsoft.Extensions.Logging;

namespace HealthKit.Npgsql.Pools;

/// <summary>Counts logical opens by the driver's log events: no meter tells of them.</summary>
internal sealed class ConnectionLogger : ILogger
{
    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Debug;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Id != NpgsqlInstruments.OpenedConnectionEvent || OwnWork.IsCurrent || state is not IReadOnlyList<KeyValuePair<string, object?>> values)
        {
            return;
        }

        for (var i = 0; i < values.Count; i++)
        {
            if (values[i] is { Key: NpgsqlInstruments.ConnectionStringState, Value: string connectionString })
            {
                Count(connectionString);
                return;
            }
        }
    }

    private static void Count(string connectionString)
    {
        // A data source with Persist Security Info logs its password: such a string is no key, and is not kept.
        if (PoolTable.IsOwn(connectionString) || connectionString.Contains("Password=", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        foreach (var host in SignalHub.Hosts)
        {
            host.Pools[connectionString].CountLogicalOpen();
        }
    }
}
