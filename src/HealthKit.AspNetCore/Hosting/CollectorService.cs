using HealthKit.Endpoints;
using HealthKit.Evidence;
using HealthKit.Metrics;
using HealthKit.RateLimits;
using HealthKit.Requests;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HealthKit.Hosting;

/// <summary>All that HealthKit does in the background: reading sources, looking at the load, auditing for the metrics. Nothing of it runs on a request.</summary>
internal sealed class CollectorService(
    EvidenceStore store,
    TrafficWatch traffic,
    BackgroundAudit audit,
    FamilyInstruments families,
    AuditInstruments instruments,
    LimiterProbe limits,
    ReadinessGate gate,
    TimeProvider time,
    ILogger<CollectorService> logger) : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(2);
    private readonly CancellationTokenSource _stop = new();
    private Task _work = Task.CompletedTask;
    private bool _disposed;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // Named so that its gauges exist from the start, not from the first scrape.
        _ = instruments;
        families.Start();
        IEnumerable<Func<CancellationToken, Task>> loops =
        [
            traffic.RunAsync,
            audit.RunAsync,
            limits.RunAsync,
            .. store.Sources.Where(static source => source.Interval > TimeSpan.Zero).Select(source => (Func<CancellationToken, Task>)new SourceLoop(source, store, time, logger).RunAsync),
        ];
        var stop = _stop.Token;
        _work = Task.WhenAll(loops.Select(loop => Task.Run(() => loop(stop), stop)));
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // The first step of a stop, while the server still listens.
    public Task StoppingAsync(CancellationToken cancellationToken) => gate.CloseAsync(cancellationToken);

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (!_disposed)
        {
            await _stop.CancelAsync().ConfigureAwait(false);
        }

        // A source that does not listen must not hold the host back.
        await Task.WhenAny(_work, Task.Delay(LongestStop, time, cancellationToken)).ConfigureAwait(false);
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // A host that is disposed without having been stopped must not leave its loops behind.
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _stop.Cancel();
            _stop.Dispose();
        }
    }
}
