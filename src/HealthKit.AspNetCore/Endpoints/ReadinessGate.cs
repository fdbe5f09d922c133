using HealthKit.Lifecycle;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace HealthKit.Endpoints;

/// <summary>Closed until the host has started and from the first moment of its stop: load balancers look away before the server goes.</summary>
internal sealed class ReadinessGate(
    IHostApplicationLifetime lifetime,
    IHostEnvironment environment,
    IOptions<HealthAuditOptions> options,
    IOptions<HostOptions> host,
    IServiceProvider services,
    TimeProvider time)
{
    private static readonly TimeSpan UsualDrain = TimeSpan.FromSeconds(5);
    private volatile bool _stopping;

    public bool IsOpen => !_stopping && lifetime.ApplicationStarted.IsCancellationRequested && !lifetime.ApplicationStopping.IsCancellationRequested;

    /// <summary>How long the instance is to drain, as the host or the default has it.</summary>
    public TimeSpan Wished => options.Value.DrainDelay ?? (environment.IsDevelopment() || !RealServer.IsIn(services) ? TimeSpan.Zero : UsualDrain);

    /// <summary>How long the instance drains: requests under way keep at least half of the host's shutdown timeout.</summary>
    public TimeSpan Drain
    {
        get
        {
            var wished = Wished;
            var longest = host.Value.ShutdownTimeout / 2;
            return host.Value.ShutdownTimeout < TimeSpan.Zero || wished < longest ? wished : longest;
        }
    }

    /// <summary>Closes the gate and waits while the server still answers.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        _stopping = true;
        var drain = Drain;
        if (drain > TimeSpan.Zero && lifetime.ApplicationStarted.IsCancellationRequested)
        {
            await Task.Delay(drain, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
