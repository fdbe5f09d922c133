using Microsoft.Extensions.Hosting;

namespace HealthKit.Inspection;

/// <summary>Tells when the host has started: before that neither its endpoints nor its pipeline are complete.</summary>
internal sealed class HostStarted
{
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public HostStarted(IHostApplicationLifetime lifetime) => lifetime.ApplicationStarted.Register(static state => ((TaskCompletionSource)state!).TrySetResult(), _started);

    public Task WaitAsync(CancellationToken cancellationToken) => _started.Task.WaitAsync(cancellationToken);
}
