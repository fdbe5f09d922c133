using HealthKit.Npgsql.Commands;
using Microsoft.Extensions.Logging;

namespace HealthKit.Npgsql.Pools;

/// <summary>The host's logger for the driver, silent about what HealthKit itself does over the host's data source: its log is the application's.</summary>
internal sealed class QuietLogger(ILogger host) : ILogger
{
    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => host.BeginScope(state);

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => host.IsEnabled(logLevel) && !OwnWork.IsCurrent;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!OwnWork.IsCurrent)
        {
            host.Log(logLevel, eventId, state, exception, formatter);
        }
    }
}
