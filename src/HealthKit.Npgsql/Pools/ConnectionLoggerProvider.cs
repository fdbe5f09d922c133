using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HealthKit.Npgsql.Pools;

/// <summary>Listens to the driver's connection events and to nothing else.</summary>
[ProviderAlias("HealthKit")]
internal sealed class ConnectionLoggerProvider : ILoggerProvider
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) =>
        categoryName == NpgsqlInstruments.ConnectionCategory ? new ConnectionLogger() : NullLogger.Instance;

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
