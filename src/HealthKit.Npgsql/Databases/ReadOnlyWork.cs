using Npgsql;

namespace HealthKit.Npgsql.Databases;

/// <summary>Wraps HealthKit's queries: read-only, time-limited, and SET LOCAL only, so that nothing stays in a session that a pooler shares.</summary>
internal static class ReadOnlyWork
{
    private const string Begin = "BEGIN READ ONLY; SET LOCAL statement_timeout = '5s'; SET LOCAL lock_timeout = '100ms'";

    /// <summary>Runs work in a transaction that is rolled back.</summary>
    public static async Task<T> RunAsync<T>(NpgsqlConnection connection, Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await ExecuteAsync(connection, Begin, cancellationToken).ConfigureAwait(false);
        try
        {
            return await work().ConfigureAwait(false);
        }
        finally
        {
            if (connection.FullState == System.Data.ConnectionState.Open)
            {
                await ExecuteAsync(connection, "ROLLBACK", CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Runs one command.</summary>
    public static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, connection);
        await using (command.ConfigureAwait(false))
        {
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
