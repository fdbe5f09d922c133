using HealthKit.Evidence;
using HealthKit.Hosting;
using HealthKit.Reporting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HealthKit.Lifecycle;

/// <summary>
/// Records how the process stops: when it was asked to, what was in flight, what was answered, when it was done. The record is written at
/// once and then again and again, so that a process killed in the middle leaves what it knew.
/// </summary>
internal sealed class StopRecorder : IHostedLifecycleService, IDisposable
{
    // Before the host's patience ends it is the clients who give up requests.
    private const double ServerGivesUpAfter = 0.9;
    private static readonly TimeSpan WriteEvery = TimeSpan.FromMilliseconds(250);

    private readonly RequestsInFlight _requests;
    private readonly StopRecords _records;
    private readonly HostOptions _host;
    private readonly ServiceIdentity _service;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly IServiceProvider _services;
    private readonly TimeProvider _time;
    private readonly ILogger<StopRecorder> _logger;
    private readonly Lock _writing = new();
    private CancellationTokenRegistration _stopping;
    private ITimer? _timer;
    private DateTimeOffset? _requestedAt;
    private bool _completed;

    public StopRecorder(
        RequestsInFlight requests,
        IOptions<HealthAuditOptions> options,
        IOptions<HostOptions> host,
        IHostEnvironment environment,
        ServiceIdentity service,
        IHostApplicationLifetime lifetime,
        IServiceProvider services,
        TimeProvider time,
        ILogger<StopRecorder> logger)
    {
        (_requests, _service, _lifetime, _services, _time, _logger) = (requests, service, lifetime, services, time, logger);
        _host = host.Value;
        _records = new StopRecords(StateFolder.Of(options.Value, environment));
    }

    /// <summary>Stops recorded before this process began, newest first.</summary>
    public IReadOnlyList<ServiceStop> Earlier { get; private set; } = [];

    /// <summary>Why this process's own stop will not be recorded, and the cure; null when it will.</summary>
    public string? NotRecordedBecause { get; private set; } = "The service has not started yet.";

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!RealServer.IsIn(_services))
        {
            NotRecordedBecause = "The process has no server of its own whose requests could be drained.";
            return Task.CompletedTask;
        }

        _stopping = _lifetime.ApplicationStopping.Register(Begin);
        // A slow volume must not hold up the start.
        _ = Task.Run(Prepare, CancellationToken.None);
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        Begin();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // After every hosted service has stopped, the server among them.
    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        Write(completed: true);
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _timer?.Dispose();
    }

    private void Prepare()
    {
        if (_records.FindHindrance() is { } hindrance)
        {
            NotRecordedBecause = $"The folder for the record of stops cannot be written ({hindrance}): set HealthAudit:StateDirectory to a folder that outlives the instance.";
            return;
        }

        try
        {
            (Earlier, var refused) = _records.Load();
            NotRecordedBecause = null;
            foreach (var reason in refused)
            {
                LogMessages.StopRecordRefused(_logger, reason);
            }
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            NotRecordedBecause = $"The folder for the record of stops cannot be read ({unreadable.GetType().Name}): set HealthAudit:StateDirectory to a folder that outlives the instance.";
        }
    }

    private void Begin()
    {
        lock (_writing)
        {
            if (_requestedAt is not null || NotRecordedBecause is not null)
            {
                return;
            }

            _requestedAt = _time.GetUtcNow();
            _requests.Stop(GivesUpAt());
        }

        Write(completed: false);
        _timer = _time.CreateTimer(static self => ((StopRecorder)self!).Write(completed: false), this, WriteEvery, WriteEvery);
    }

    // The host's own clock starts a little later and is read a little earlier.
    private long GivesUpAt() => _host.ShutdownTimeout < TimeSpan.Zero
        ? long.MaxValue
        : _time.GetTimestamp() + (long)(_host.ShutdownTimeout.TotalSeconds * ServerGivesUpAfter * _time.TimestampFrequency);

    private void Write(bool completed)
    {
        lock (_writing)
        {
            if (_requestedAt is not { } requestedAt || _completed)
            {
                return;
            }

            _completed = completed;
            // Read in this order a request that ends meanwhile may be missed, but never counts as dropped.
            var (drained, cutOff) = (_requests.Drained, _requests.CutOff);
            var waiting = _requests.Count;
            try
            {
                _records.Write(new ServiceStop
                {
                    RequestedAt = requestedAt,
                    CompletedAt = completed ? _time.GetUtcNow() : null,
                    Version = _service.Version,
                    InFlight = drained + cutOff + waiting,
                    Drained = drained,
                });
            }
            catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
            {
                LogMessages.StopNotRecorded(_logger, unwritable.GetType().Name);
            }
        }
    }
}
