using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HealthKit.Npgsql.Pools;

/// <summary>Gives a data source outside dependency injection both the audit's logger and the host's.</summary>
internal sealed class ForwardingLoggerFactory(ILoggerFactory? host) : ILoggerFactory
{
    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => host?.AddProvider(provider);

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName)
    {
        var inner = host?.CreateLogger(categoryName);
        return categoryName == NpgsqlInstruments.ConnectionCategory ? new Both(new ConnectionLogger(), inner)
            : inner ?? NullLogger.Instance;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private sealed class Both(ConnectionLogger audit, ILogger? host) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => host?.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => audit.IsEnabled(logLevel) || host?.IsEnabled(logLevel) == true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            audit.Log(logLevel, eventId, state, exception, formatter);
            if (host?.IsEnabled(logLevel) == true)
            {
                ConnectionLogger.PassOn(host, logLevel, eventId, state, exception, formatter);
            }
        }
    }
}
