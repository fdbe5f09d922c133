using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace HealthKit.Npgsql.Tests.Custody;

/// <summary>Notes the ids of log events.</summary>
internal sealed class EventRecorder : ILoggerProvider, ILogger
{
    /// <summary>Npgsql's own id of a command that was executed.</summary>
    public const int ExecutedCommand = 2001;

    private readonly ConcurrentQueue<int> _events = new();
    private readonly ConcurrentQueue<(string Category, string Message)> _messages = new();

    public int Count(int id) => _events.Count(seen => seen == id);

    /// <summary>The messages of the categories that begin so.</summary>
    public IEnumerable<string> Of(string categories) => _messages.Where(message => message.Category.StartsWith(categories, StringComparison.Ordinal)).Select(static message => message.Message);

    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _events.Enqueue(eventId.Id);

    public void Dispose()
    {
    }

    private sealed class Category(EventRecorder recorder, string name) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            recorder.Log(logLevel, eventId, state, exception, formatter);
            recorder._messages.Enqueue((name, formatter(state, exception)));
        }
    }
}
