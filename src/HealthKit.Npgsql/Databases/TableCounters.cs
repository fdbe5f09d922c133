using HealthKit.Npgsql.Sql;
using Npgsql;

namespace HealthKit.Npgsql.Databases;

/// <summary>Counters of one table that is large, or part of a large one.</summary>
/// <param name="Name">Schema and table, quoted.</param>
/// <param name="Root">The partitioned table it is part of, or itself; quoted.</param>
/// <param name="RootRows">Rows of the root by pg_class.reltuples: n_live_tup is zeroed by pg_stat_reset().</param>
/// <param name="Scans">seq_scan.</param>
/// <param name="TuplesRead">seq_tup_read.</param>
/// <param name="IndexScans">idx_scan.</param>
internal sealed record TableCounters(string Name, string Root, long RootRows, long Scans, long TuplesRead, long IndexScans)
{
    // The smallest limit that 2.3 may be given; the judge compares with the limit in force.
    private const string Sql = """
        SELECT t.nspname, t.relname, format('%I.%I', t.nspname, t.relname), format('%I.%I', rn.nspname, r.relname), t.rows::bigint, t.seq_scan, t.seq_tup_read, t.idx_scan
        FROM (
          SELECT n.nspname, c.relname, a.root, coalesce(s.seq_scan, 0) AS seq_scan, coalesce(s.seq_tup_read, 0) AS seq_tup_read,
            coalesce(s.idx_scan, 0) AS idx_scan,
            sum(CASE WHEN c.reltuples > 0 THEN c.reltuples ELSE coalesce(s.n_live_tup, 0) END) OVER (PARTITION BY a.root) AS rows
          FROM pg_catalog.pg_class c
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
          JOIN pg_catalog.pg_stat_user_tables s ON s.relid = c.oid
          CROSS JOIN LATERAL (SELECT coalesce(CASE WHEN c.relispartition THEN pg_catalog.pg_partition_root(c.oid)::oid END, c.oid) AS root) a
          WHERE c.relkind IN ('r', 'm')) t
        JOIN pg_catalog.pg_class r ON r.oid = t.root
        JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
        WHERE t.rows > 1000
        ORDER BY t.rows DESC LIMIT 10000
        """;

    /// <summary>True when they were reset since they stood as before, by a person or after a crash.</summary>
    public bool IsBehind(TableCounters before) => Scans < before.Scans || TuplesRead < before.TuplesRead || IndexScans < before.IndexScans;

    /// <summary>Reads those of all large tables.</summary>
    public static Task<IReadOnlyDictionary<TableName, TableCounters>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        ReadOnlyWork.RunAsync(connection, () => QueryAsync(connection, cancellationToken), cancellationToken);

    private static async Task<IReadOnlyDictionary<TableName, TableCounters>> QueryAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var tables = new Dictionary<TableName, TableCounters>();
        var command = new NpgsqlCommand(Sql, connection);
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    tables[new TableName(reader.GetString(0), reader.GetString(1))] = new TableCounters(
                        reader.GetString(2), reader.GetString(3), reader.GetInt64(4), reader.GetInt64(5), reader.GetInt64(6), reader.GetInt64(7));
                }
            }
        }

        return tables;
    }
}
