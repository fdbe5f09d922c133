using HealthKit.Logs;
using HealthKit.Npgsql.Commands;
using HealthKit.Npgsql.Custody;
using HealthKit.Npgsql.Pools;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HealthKit.Npgsql.Hosting;

/// <summary>Begins to count before the host serves, and reads the pools' figures every few seconds: their peak is seen by nobody else.</summary>
internal sealed class SignalsService(
    DatabaseSignals signals, DatabaseMetrics metrics, LeakInspector leaks, ILoggerFactory loggers, TimeProvider time) : IHostedService, IDisposable
{
    private static readonly TimeSpan PoolInterval = TimeSpan.FromSeconds(5);

    private ITimer? _timer;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        AddProvider();
        signals.Metrics = metrics;
        SignalHub.Attach(signals);
        _timer = time.CreateTimer(
            static inspector => Look((LeakInspector)inspector!),
            leaks,
            PoolInterval,
            PoolInterval);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    // A host of the older kind may have set up its logging after AddNpgsql(). Where that takes no providers the self-test finds the data sources blind.
    private void AddProvider()
    {
        if (loggers is IForwardingLogging)
        {
            return;
        }

        try
        {
            loggers.AddProvider(new ConnectionLoggerProvider());
        }
#pragma warning disable CA1031 // The factory is the host's own: whatever it throws would end the host's start.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }

    private static void Look(LeakInspector inspector)
    {
        try
        {
            SignalHub.ReadPools();
            inspector.Look();
        }
#pragma warning disable CA1031 // What leaves a timer's callback ends the process.
        catch (Exception)
#pragma warning restore CA1031
        {
            SignalHub.CountFault();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer?.Dispose();
        SignalHub.Detach(signals);
    }
}
