using HealthKit.Npgsql.Sql;
using Npgsql;

namespace HealthKit.Npgsql.Databases;

/// <summary>Counters of one table that is large, or part of a large one.</summary>
/// <param name="Name">Schema and table, quoted.</param>
/// <param name="Root">The partitioned table it is part of, or itself; quoted.</param>
/// <param name="RootParts">Tables that the root is made of, itself or its partitions.</param>
/// <param name="RootRows">Rows of the root by pg_class.reltuples: n_live_tup is zeroed by pg_stat_reset().</param>
/// <param name="Rows">Its own, by whichever of the two is more.</param>
/// <param name="Scans">seq_scan.</param>
/// <param name="TuplesRead">seq_tup_read.</param>
/// <param name="IndexScans">idx_scan.</param>
internal sealed record TableCounters(string Name, string Root, long RootParts, long RootRows, long Rows, long Scans, long TuplesRead, long IndexScans)
{
    // Only what is asked for, each by its own look-up: pg_stat_user_tables groups every table of the database, whichever is asked for.
    // 1,000 rows are the smallest limit that 2.3 may be given; the judge compares with the limit in force. The functions that
    // walk partitions lock all of them, so that the catalog is walked instead.
    private const string Sql = """
        WITH RECURSIVE wanted AS MATERIALIZED (
          SELECT c.oid, n.nspname, c.relname, c.reltuples, coalesce(CASE WHEN c.relispartition THEN pg_catalog.pg_partition_root(c.oid)::oid END, c.oid) AS root
          FROM unnest($1, $2) AS asked (nspname, relname)
          JOIN pg_catalog.pg_namespace n ON n.nspname = asked.nspname
          JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = asked.relname
          WHERE c.relkind IN ('r', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema')),
        parts (root, part) AS (
          SELECT DISTINCT root, root FROM wanted
          UNION ALL
          SELECT p.root, h.inhrelid FROM parts p
          JOIN pg_catalog.pg_class c ON c.oid = p.part AND c.relkind = 'p'
          JOIN pg_catalog.pg_inherits h ON h.inhparent = p.part),
        roots AS (
          SELECT p.root, count(*) AS parts, sum(CASE WHEN c.reltuples > 0 THEN c.reltuples ELSE coalesce(pg_catalog.pg_stat_get_live_tuples(c.oid), 0) END) AS rows
          FROM parts p JOIN pg_catalog.pg_class c ON c.oid = p.part AND c.relkind IN ('r', 'm')
          GROUP BY p.root)
        SELECT w.nspname, w.relname, format('%I.%I', w.nspname, w.relname), format('%I.%I', rn.nspname, r.relname), roots.parts, roots.rows::bigint,
          greatest(w.reltuples, pg_catalog.pg_stat_get_live_tuples(w.oid), 0)::bigint, coalesce(pg_catalog.pg_stat_get_numscans(w.oid), 0), coalesce(pg_catalog.pg_stat_get_tuples_returned(w.oid), 0),
          coalesce((SELECT sum(pg_catalog.pg_stat_get_numscans(i.indexrelid)) FROM pg_catalog.pg_index i WHERE i.indrelid = w.oid), 0)::bigint
        FROM wanted w
        JOIN roots ON roots.root = w.root
        JOIN pg_catalog.pg_class r ON r.oid = w.root
        JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
        WHERE roots.rows > 1000
        """;

    /// <summary>True when they were reset since they stood as before, by a person or after a crash.</summary>
    public bool IsBehind(TableCounters before) => Scans < before.Scans || TuplesRead < before.TuplesRead || IndexScans < before.IndexScans;

    /// <summary>Reads those of the large ones among some tables.</summary>
    public static async Task<IReadOnlyDictionary<TableName, TableCounters>> ReadAsync(NpgsqlConnection connection, IReadOnlyCollection<TableName> tables, CancellationToken cancellationToken) =>
        tables.Count == 0 ? new Dictionary<TableName, TableCounters>()
        : await ReadOnlyWork.RunAsync(connection, () => QueryAsync(connection, tables, cancellationToken), cancellationToken).ConfigureAwait(false);

    private static async Task<IReadOnlyDictionary<TableName, TableCounters>> QueryAsync(NpgsqlConnection connection, IReadOnlyCollection<TableName> wanted, CancellationToken cancellationToken)
    {
        var tables = new Dictionary<TableName, TableCounters>();
        var command = new NpgsqlCommand(Sql, connection);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. wanted.Select(static table => table.Schema ?? "")] });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. wanted.Select(static table => table.Table)] });
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    tables[new TableName(reader.GetString(0), reader.GetString(1))] = new TableCounters(
                        reader.GetString(2), reader.GetString(3), reader.GetInt64(4), reader.GetInt64(5), reader.GetInt64(6), reader.GetInt64(7), reader.GetInt64(8), reader.GetInt64(9));
                }
            }
        }

        return tables;
    }
}
