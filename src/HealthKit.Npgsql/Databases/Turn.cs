using Npgsql;

namespace HealthKit.Npgsql.Databases;

/// <summary>
/// Of all instances of all services one at a time reads what costs a database much: it holds an advisory lock while it does. The lock belongs to
/// the transaction, so that none stays behind in a session that a pooler shares, and nobody waits in the server for it.
/// </summary>
internal static class Turn
{
    /// <summary>Number of the lock in each database: "HealthKi" in ASCII.</summary>
    public const long Lock = 0x4865616C_74684B69;

    /// <summary>What is said while nothing was read yet because of others.</summary>
    public const string Waits = "another instance reads this database now, and one at a time does; this one tries again within 15 s";

    private const int Tries = 4;

    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);
    private static readonly string Sql = FormattableString.Invariant($"SELECT pg_catalog.pg_try_advisory_xact_lock({Lock})");

    /// <summary>Runs work read-only in its turn; tries a few times within a second, each instance at moments of its own.</summary>
    /// <returns>False when others were at it all the while.</returns>
    public static async Task<bool> TakeAsync(NpgsqlConnection connection, Func<Task> work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt < Tries; attempt++)
        {
            if (await TryAsync(connection, work, cancellationToken).ConfigureAwait(false))
            {
                return true;
            }

            await Task.Delay(LongestPause * Random.Shared.NextDouble(), cancellationToken).ConfigureAwait(false);
        }

        return await TryAsync(connection, work, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs work read-only if it is its turn at this moment.</summary>
    /// <returns>False when another instance is at it.</returns>
    public static async Task<bool> TryAsync(NpgsqlConnection connection, Func<Task> work, CancellationToken cancellationToken)
    {
        var isAnswered = false;
        try
        {
            return await ReadOnlyWork.RunAsync(
                connection,
                async () =>
                {
                    var isMine = await IsMineAsync(connection, cancellationToken).ConfigureAwait(false);
                    isAnswered = true;
                    return isMine && await DoneAsync(work).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException refusal) when (!isAnswered && refusal.SqlState is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.UndefinedFunction)
        {
            // Where the role may not take such locks, turns cannot be taken; being blind would be worse.
            return await ReadOnlyWork.RunAsync(connection, () => DoneAsync(work), cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<bool> DoneAsync(Func<Task> work)
    {
        await work().ConfigureAwait(false);
        return true;
    }

    private static async Task<bool> IsMineAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(Sql, connection);
        await using (command.ConfigureAwait(false))
        {
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
        }
    }
}
