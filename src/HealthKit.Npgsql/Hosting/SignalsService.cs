using HealthKit.Npgsql.Commands;
using Microsoft.Extensions.Hosting;

namespace HealthKit.Npgsql.Hosting;

/// <summary>Begins to count before the host serves, and reads the pools' figures every few seconds: their peak is seen by nobody else.</summary>
internal sealed class SignalsService(DatabaseSignals signals, DatabaseMetrics metrics, TimeProvider time) : IHostedService, IDisposable
{
    private static readonly TimeSpan PoolInterval = TimeSpan.FromSeconds(5);

    private ITimer? _timer;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        signals.Metrics = metrics;
        SignalHub.Attach(signals);
        _timer = time.CreateTimer(static _ => SignalHub.ReadPools(), null, PoolInterval, PoolInterval);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer?.Dispose();
        SignalHub.Detach(signals);
    }
}
