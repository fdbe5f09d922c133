using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HealthKit.Logs;

/// <summary>Counts log records where a structured exporter takes them (OpenTelemetry's logger provider); everywhere else it takes none.</summary>
[ProviderAlias("HealthKit")]
internal sealed class ExportedRecords : ILoggerProvider, ILogger
{
    private const string Exporter = "OpenTelemetry.Logs.OpenTelemetryLoggerProvider";
    private long _records;
    private volatile bool _exporting;

    /// <summary>Records that the exporter was handed.</summary>
    public long Records => Volatile.Read(ref _records);

    public ILogger CreateLogger(string categoryName) => this;

    /// <summary>Looks whether the built host has an exporter.</summary>
    public void Look(IServiceProvider services) => _exporting = services.GetServices<ILoggerProvider>().Any(static provider => provider.GetType().FullName == Exporter);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => _exporting;

    // The factory asks IsEnabled for its callers alone: it hands every record on to a provider that has a rule for it.
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (_exporting)
        {
            Interlocked.Increment(ref _records);
        }
    }

    public void Dispose()
    {
    }
}
