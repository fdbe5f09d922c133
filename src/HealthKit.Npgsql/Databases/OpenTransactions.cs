using Npgsql;

namespace HealthKit.Npgsql.Databases;

/// <summary>The application's own transactions: a session books what it scanned when its transaction ends, and not before.</summary>
/// <param name="At">When the server was asked, by its own clock.</param>
/// <param name="Since">When the oldest that is open began, by the same clock; <paramref name="At"/> where none is.</param>
internal sealed record OpenTransactions(DateTime At, DateTime Since)
{
    private const string Sql = $"""
        SELECT pg_catalog.clock_timestamp(), min(xact_start) FROM pg_catalog.pg_stat_activity
        WHERE datname = pg_catalog.current_database() AND usename = session_user AND application_name <> '{NpgsqlInstruments.OwnApplicationName}' AND pid <> pg_catalog.pg_backend_pid()
        """;

    /// <summary>Reads those of this role in this database; null where the server does not say.</summary>
    public static async Task<OpenTransactions?> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadOnlyWork.RunAsync(connection, () => QueryAsync(connection, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException refusal) when (Failure.IsOfOneStatement(refusal))
        {
            return null;
        }
    }

    private static async Task<OpenTransactions> QueryAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(Sql, connection);
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                var at = reader.GetDateTime(0);
                return new OpenTransactions(at, await reader.IsDBNullAsync(1, cancellationToken).ConfigureAwait(false) ? at : reader.GetDateTime(1));
            }
        }
    }
}
