using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HealthKit.State;

/// <summary>
/// Sees whether anything is protected with the key ring (cookies, antiforgery tokens, TempData, sessions): the protector writes a trace
/// event for each use, and no meter or diagnostic event tells of it. After the first it listens no more, so that it costs nothing.
/// </summary>
[ProviderAlias("HealthKit")]
internal sealed class ProtectorWatch : ILoggerProvider, ILogger
{
    // Read from Microsoft.AspNetCore.DataProtection 10.0; a test with a real cookie fails when it is renamed.
    public const string Category = "Microsoft.AspNetCore.DataProtection.KeyManagement.KeyRingBasedDataProtector";

    private volatile bool _seen;

    /// <summary>True once something was protected or unprotected.</summary>
    public bool Seen => _seen;

    /// <summary>Whether its events would reach it: a host may have cleared the providers, or put another logger factory in place.</summary>
    public bool Hears(ILoggerFactory loggers) => _seen || loggers.CreateLogger(Category).IsEnabled(LogLevel.Trace);

    public ILogger CreateLogger(string categoryName) => categoryName == Category ? this : NullLogger.Instance;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    // The protector writes at Trace, but asks beforehand whether Debug is on.
    public bool IsEnabled(LogLevel logLevel) => !_seen && (logLevel is LogLevel.Trace or LogLevel.Debug);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _seen = true;

    public void Dispose()
    {
    }
}
