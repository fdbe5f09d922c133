using Npgsql;

namespace HealthKit.Npgsql.Databases;

/// <summary>Counters of one large table.</summary>
/// <param name="Rows">pg_class.reltuples: n_live_tup is zeroed by pg_stat_reset().</param>
/// <param name="Scans">seq_scan.</param>
/// <param name="TuplesRead">seq_tup_read.</param>
internal sealed record TableCounters(long Rows, long Scans, long TuplesRead)
{
    // CHECKLIST 2.3: more than 10,000 rows; exactly so many is not more.
    private const string Sql = """
        SELECT format('%I.%I', n.nspname, c.relname), c.reltuples::bigint, coalesce(s.seq_scan, 0), coalesce(s.seq_tup_read, 0)
        FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_catalog.pg_stat_user_tables s ON s.relid = c.oid
        WHERE c.reltuples > 10000 AND c.relkind IN ('r', 'm')
        ORDER BY c.reltuples DESC LIMIT 5000
        """;

    /// <summary>Reads those of all large tables.</summary>
    public static Task<IReadOnlyDictionary<string, TableCounters>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        ReadOnlyWork.RunAsync(connection, () => QueryAsync(connection, cancellationToken), cancellationToken);

    private static async Task<IReadOnlyDictionary<string, TableCounters>> QueryAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var tables = new Dictionary<string, TableCounters>(StringComparer.Ordinal);
        var command = new NpgsqlCommand(Sql, connection);
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    tables[reader.GetString(0)] = new TableCounters(reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3));
                }
            }
        }

        return tables;
    }
}
