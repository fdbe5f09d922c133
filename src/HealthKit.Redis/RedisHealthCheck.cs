using HealthKit.Redis.Clients;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace HealthKit.Redis;

/// <summary>Asks each deployment for a sign of life over HealthKit's own connection. A cache that is down leaves the service degraded, not dead.</summary>
internal sealed class RedisHealthCheck(RedisTargets targets, RedisConnections connections) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            foreach (var target in await targets.FindAsync(cancellationToken).ConfigureAwait(false))
            {
                var connection = await connections.OpenAsync(target, cancellationToken).ConfigureAwait(false);
                await connection.GetDatabase().PingAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            return targets.Unmade.Count == 0 ? HealthCheckResult.Healthy() : Silent(context);
        }
        catch (RedisServerException)
        {
            // A refusal is an answer.
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or OperationCanceledException)
        {
            return Silent(context);
        }
    }

    private static HealthCheckResult Silent(HealthCheckContext context) => new(context.Registration.FailureStatus, "A Redis server does not answer.");
}
