using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace HealthKit.Npgsql.Tests.Custody;

/// <summary>Notes the ids of log events.</summary>
internal sealed class EventRecorder : ILoggerProvider, ILogger
{
    /// <summary>Npgsql's own id of a command that was executed.</summary>
    public const int ExecutedCommand = 2001;

    private readonly ConcurrentQueue<int> _events = new();

    public int Count(int id) => _events.Count(seen => seen == id);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _events.Enqueue(eventId.Id);

    public void Dispose()
    {
    }
}
