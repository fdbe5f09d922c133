using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace HealthKit.Endpoints;

/// <summary>
/// Runs the host's health checks with one tag, and HealthKit's own with it. One run at a time, whoever asks. A run that hangs counts as unhealthy; once it is
/// overdue another is tried beside it, a few at most, so that an instance recovers although one question was never answered.
/// </summary>
internal sealed class DependencyProbe(
    IServiceProvider services,
    IOptions<HealthCheckServiceOptions> registered,
    IEnumerable<OwnHealthCheck> own,
    IOptions<HealthAuditOptions> options,
    TimeProvider time,
    string tag)
{
    private const int MostHanging = 4;
    private readonly OwnHealthCheck[] _own = [.. own.Where(check => check.IsOn && check.Registration.Tags.Contains(tag))];
    private readonly Lock _gate = new();
    private volatile IReadOnlyList<string> _failing = [];
    private Task<HealthStatus>? _run;
    private long _began;
    private int _running;

    /// <summary>The names of the checks that carry the tag.</summary>
    public IReadOnlyList<string> Names => [.. registered.Value.Registrations.Where(Carries).Concat(_own.Select(static check => check.Registration)).Select(static registration => registration.Name)];

    /// <summary>The checks that were not healthy when last asked, with what they said: a word, never a text of theirs.</summary>
    public IReadOnlyList<string> Failing => _failing;

    /// <summary>The names of the checks that carry another tag beside it.</summary>
    public IReadOnlyList<string> NamesAlso(string other) => [.. registered.Value.Registrations.Where(registration => Carries(registration) && registration.Tags.Contains(other)).Select(static registration => registration.Name)];

    public async Task<HealthStatus> AskAsync(CancellationToken cancellationToken)
    {
        if (_own.Length == 0 && !registered.Value.Registrations.Any(Carries))
        {
            return HealthStatus.Healthy;
        }

        try
        {
            return await Run().WaitAsync(options.Value.ReadinessTimeout, time, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // A check service that fails is an instance that is not ready.
        catch (Exception)
#pragma warning restore CA1031
        {
            return HealthStatus.Unhealthy;
        }
    }

    private Task<HealthStatus> Run()
    {
        lock (_gate)
        {
            if (_run is { IsCompleted: false } && (time.GetElapsedTime(_began) < 2 * options.Value.ReadinessTimeout || _running >= MostHanging))
            {
                return _run;
            }

            (_began, _running) = (time.GetTimestamp(), _running + 1);
            return _run = Task.Run(RunAsync);
        }
    }

    private async Task<HealthStatus> RunAsync()
    {
        try
        {
            using var timeout = new CancellationTokenSource(options.Value.ReadinessTimeout, time);
            var host = HostAsync(timeout.Token);
            var own = await Task.WhenAll(_own.Select(check => check.AskAsync(services, time, timeout.Token))).ConfigureAwait(false);
            var report = await host.ConfigureAwait(false);
            _failing =
            [
                .. _own.Zip(own).Where(static asked => asked.Second is not HealthStatus.Healthy).Select(static asked => $"{asked.First.Registration.Name} is {asked.Second}"),
                .. (report?.Entries ?? new Dictionary<string, HealthReportEntry>()).Where(static entry => entry.Value.Status is not HealthStatus.Healthy).Select(static entry => $"{entry.Key} is {entry.Value.Status}"),
            ];
            return own.Append(report?.Status ?? HealthStatus.Healthy).Min();
        }
        finally
        {
            lock (_gate)
            {
                _running--;
            }
        }
    }

    // Resolved late: a host whose checks are registered wrongly is not ready, but it starts.
    private async Task<HealthReport?> HostAsync(CancellationToken cancellationToken) => registered.Value.Registrations.Any(Carries)
        ? await services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Carries, cancellationToken).ConfigureAwait(false)
        : null;

    private bool Carries(HealthCheckRegistration registration) => registration.Tags.Contains(tag);
}
