using HealthKit.Npgsql.Commands;
using HealthKit.Npgsql.Databases;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Npgsql;

namespace HealthKit.Npgsql.Hosting;

/// <summary>
/// Asks every database one thing over a pool of one connection of HealthKit's own, and over the application's where that is refused. Anybody may
/// call the ready endpoint, so callers share one probe, and learn nothing but whether it went well.
/// </summary>
internal sealed class ReadyProbe(DatabaseRegistry registry, IOptions<NpgsqlAuditOptions> options, TimeProvider time) : IHealthCheck
{
    /// <summary>Name of the check.</summary>
    public const string Name = "postgresql";

    private static readonly TimeSpan Reuse = TimeSpan.FromSeconds(1);
    private static readonly HealthCheckResult Down = HealthCheckResult.Unhealthy("A PostgreSQL database does not answer.");

    private readonly Lock _gate = new();
    private Task<HealthCheckResult>? _running;
    private long _started;

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            // A probe that hangs goes on by itself; whoever asks meanwhile waits for the same one.
            return await Probe().WaitAsync(options.Value.ReadyTimeout, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return Down;
        }
    }

    private Task<HealthCheckResult> Probe()
    {
        lock (_gate)
        {
            if (_running is null || (_running.IsCompleted && time.GetElapsedTime(_started) >= Reuse))
            {
                _started = time.GetTimestamp();
                _running = OwnWork.RunAsync(AskAllAsync, CancellationToken.None);
            }

            return _running;
        }
    }

    private async Task<HealthCheckResult> AskAllAsync(CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(options.Value.ReadyTimeout, time);
        var databases = registry.All();
        var answers = await Task.WhenAll(databases.Where(static database => !database.PasswordUnknown)
            .Select(async database => (database, await AskAsync(database, deadline.Token).ConfigureAwait(false)))).ConfigureAwait(false);
        return Readiness.Of(answers, [.. databases.Where(static database => database.PasswordUnknown)], options.Value.RequiredDatabases);
    }

    private async Task<DatabaseAnswer> AskAsync(Database database, CancellationToken cancellationToken)
    {
        var isRefused = false;

        // The pooled connection may be of a server that has restarted since: the second attempt gets a new one.
        for (var attempt = 0; attempt < 2 && !cancellationToken.IsCancellationRequested; attempt++)
        {
            try
            {
                var connection = registry.Connections.CreatePooled(database);
                await SelectAsync(connection, cancellationToken).ConfigureAwait(false);
                return DatabaseAnswer.Up;
            }
            catch (PostgresException refusal) when (refusal.SqlState == PostgresErrorCodes.TooManyConnections)
            {
                isRefused = true;
            }
#pragma warning disable CA1031 // Whatever is wrong, the database is not ready; the reason stays out of an anonymous answer.
            catch (Exception)
#pragma warning restore CA1031
            {
            }
        }

        return await IsServedAsync(database, isRefused, cancellationToken).ConfigureAwait(false) ? DatabaseAnswer.Full : DatabaseAnswer.Down;
    }

    // The application has connections, though the server takes no other: an instance that serves must not go out for that, and one that never
    // got a connection must not come in.
    private async Task<bool> IsServedAsync(Database database, bool isRefused, CancellationToken cancellationToken)
    {
        if (database.Source is null)
        {
            return isRefused && registry.HoldsConnections(database);
        }

        using var deadline = new CancellationTokenSource(options.Value.ReadyTimeout / 2, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            await SelectAsync(database.Source.CreateConnection(), either.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // All of its connections are at work: one that it had not yet would have been refused at once, too.
            return isRefused;
        }
#pragma warning disable CA1031 // Whatever is wrong, the database is not ready; the reason stays out of an anonymous answer.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    private static async Task SelectAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using (connection.ConfigureAwait(false))
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            await ReadOnlyWork.ExecuteAsync(connection, "SELECT 1", cancellationToken).ConfigureAwait(false);
        }
    }
}
