using HealthKit.Logs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HealthKit.Npgsql.Pools;

/// <summary>Gives the driver both the audit's logger of connections and the host's. Every other category has the host's own.</summary>
/// <param name="host">The host's logging; null where there is none.</param>
/// <param name="owns">True where the host's logging ends with this.</param>
internal sealed class ForwardingLoggerFactory(ILoggerFactory? host, bool owns = false) : ILoggerFactory, IForwardingLogging, IAsyncDisposable
{
    private int _ended;

    /// <inheritdoc/>
    public ILoggerFactory? Host => host;

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => host?.AddProvider(provider);

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => ForwardingLogger.Before(OfHost(categoryName) ?? NullLogger.Instance, categoryName);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Ends())
        {
            host?.Dispose();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (!Ends())
        {
            return ValueTask.CompletedTask;
        }

        if (host is IAsyncDisposable later)
        {
            return later.DisposeAsync();
        }

        host?.Dispose();
        return ValueTask.CompletedTask;
    }

    private bool Ends() => owns && Interlocked.Exchange(ref _ended, 1) == 0;

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
}
