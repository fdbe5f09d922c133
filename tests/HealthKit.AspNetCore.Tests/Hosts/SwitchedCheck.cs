using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace HealthKit.Hosts;

/// <summary>A dependency that a test takes down and up.</summary>
public sealed class SwitchedCheck : IHealthCheck
{
    private int _asked;

    public HealthStatus Status { get; set; } = HealthStatus.Healthy;

    public int Asked => Volatile.Read(ref _asked);

    public TaskCompletionSource? Hang { get; set; }

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _asked);
        if (Hang is { } hang)
        {
            await hang.Task;
        }

        return Status is HealthStatus.Healthy ? HealthCheckResult.Healthy() : new HealthCheckResult(Status, "db-17.internal", new InvalidOperationException("password=secret"));
    }
}
