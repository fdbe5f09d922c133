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
        var inner = OfHost(categoryName);
        return categoryName == NpgsqlInstruments.ConnectionCategory ? new Both(new ConnectionLogger(), inner)
            : inner ?? NullLogger.Instance;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    // The process's logging outlives the host that set it, and with it the host's factory.
    private ILogger? OfHost(string categoryName)
    {
        try
        {
            return host?.CreateLogger(categoryName);
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
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
