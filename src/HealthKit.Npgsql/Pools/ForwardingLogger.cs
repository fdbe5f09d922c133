using HealthKit.Npgsql.Commands;
using Microsoft.Extensions.Logging;

namespace HealthKit.Npgsql.Pools;

/// <summary>Gives an event of the driver's connections both to the audit and to the host's logger.</summary>
internal sealed class ForwardingLogger : ILogger
{
    private readonly ILogger _host;

    private ForwardingLogger(ILogger host) => _host = host;

    /// <summary>
    /// The host's logger with the audit before it where the category is that of connections, without HealthKit's own work in the driver's others; every
    /// other category has it as it is.
    /// </summary>
    public static ILogger Before(ILogger host, string category) => host is ForwardingLogger or QuietLogger ? host
        : category == NpgsqlInstruments.ConnectionCategory ? new ForwardingLogger(host)
        : category.StartsWith(NpgsqlInstruments.Categories, StringComparison.Ordinal) ? new QuietLogger(host)
        : host;

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => _host.BeginScope(state);

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Debug || _host.IsEnabled(logLevel);

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        ConnectionLogger.Hear(eventId.Id, ref state);
        if (_host.IsEnabled(logLevel) && !OwnWork.IsCurrent)
        {
            ConnectionLogger.PassOn(_host, logLevel, eventId, state, exception, formatter);
        }
    }
}
