using HealthKit.Npgsql.Commands;
using HealthKit.Npgsql.Databases;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace HealthKit.Npgsql.Hosting;

/// <summary>
/// Asks every database one thing over a pool of one connection of HealthKit's own. Anybody may call the ready endpoint, so callers share one
/// probe, and learn nothing but whether it went well.
/// </summary>
internal sealed class ReadyProbe(DatabaseRegistry registry, IOptions<NpgsqlAuditOptions> options, TimeProvider time) : IHealthCheck
{
    /// <summary>Name of the check.</summary>
    public const string Name = "postgresql";

    private static readonly TimeSpan Reuse = TimeSpan.FromSeconds(1);
    private static readonly HealthCheckResult Down = HealthCheckResult.Unhealthy("A PostgreSQL database does not answer.");

    private readonly Lock _gate = new();
    private Task<bool>? _running;
    private long _started;

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            // A probe that hangs goes on by itself; whoever asks meanwhile waits for the same one.
            return await Probe().WaitAsync(options.Value.ReadyTimeout, time, cancellationToken).ConfigureAwait(false) ? HealthCheckResult.Healthy() : Down;
        }
        catch (TimeoutException)
        {
            return Down;
        }
    }

    private Task<bool> Probe()
    {
        lock (_gate)
        {
            if (_running is null || (_running.IsCompleted && time.GetElapsedTime(_started) >= Reuse))
            {
                _started = time.GetTimestamp();
                _running = OwnWork.RunAsync(AllAnswerAsync, CancellationToken.None);
            }

            return _running;
        }
    }

    private async Task<bool> AllAnswerAsync(CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(options.Value.ReadyTimeout, time);
        var answers = await Task.WhenAll(registry.All().Where(static database => !database.PasswordUnknown)
            .Select(async database => (database.SourceKey, Answers: await AnswersAsync(database, deadline.Token).ConfigureAwait(false)))).ConfigureAwait(false);
        return answers.GroupBy(static answer => answer.SourceKey, StringComparer.Ordinal).All(static hosts => hosts.Any(static host => host.Answers));
    }

    private static async Task<bool> AnswersAsync(Database database, CancellationToken cancellationToken)
    {
        // The pooled connection may be of a server that has restarted since: the second attempt gets a new one.
        for (var attempt = 0; attempt < 2 && !cancellationToken.IsCancellationRequested; attempt++)
        {
            try
            {
                var connection = await database.CreateOwnConnectionAsync(pooled: true, cancellationToken).ConfigureAwait(false);
                await using (connection.ConfigureAwait(false))
                {
                    await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
                    await ReadOnlyWork.ExecuteAsync(connection, "SELECT 1", cancellationToken).ConfigureAwait(false);
                    return true;
                }
            }
#pragma warning disable CA1031 // Whatever is wrong, the database is not ready; the reason stays out of an anonymous answer.
            catch (Exception)
#pragma warning restore CA1031
            {
            }
        }

        return false;
    }
}
