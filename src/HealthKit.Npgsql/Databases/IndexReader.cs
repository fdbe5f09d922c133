using Npgsql;

namespace HealthKit.Npgsql.Databases;

/// <summary>Reads the sizes and statistics of B-tree indexes, and has single ones measured by pgstatindex.</summary>
internal static class IndexReader
{
    /// <summary>Indexes whose statistics are read; more are only counted.</summary>
    private const int Most = 1_000;

    private static readonly string ListSql = $"""
        WITH candidate AS (
          SELECT i.indexrelid, i.indrelid, i.indnatts, i.indkey, n.nspname, c.relname, tn.nspname AS tableschema, t.relname AS tablename,
            c.reltuples, c.reloptions, pg_catalog.pg_relation_size(c.oid) AS bytes, pg_catalog.pg_relation_filenode(c.oid) AS filenode
          FROM pg_catalog.pg_index i
          JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid AND c.relkind = 'i' AND c.relpersistence <> 't'
          JOIN pg_catalog.pg_am am ON am.oid = c.relam AND am.amname = 'btree'
          JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
          JOIN pg_catalog.pg_class t ON t.oid = i.indrelid
          JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
          WHERE i.indisvalid AND i.indisready AND i.indislive AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'),
        large AS (SELECT * FROM candidate WHERE bytes >= 100 * pg_catalog.current_setting('block_size')::bigint ORDER BY bytes DESC LIMIT {Most})
        SELECT l.indexrelid::bigint, l.filenode::bigint, quote_ident(l.nspname) || '.' || quote_ident(l.relname), quote_ident(l.tableschema) || '.' || quote_ident(l.tablename), l.bytes, l.reltuples::float8,
          coalesce((SELECT substring(o FROM '=(.*)$')::int FROM unnest(l.reloptions) o WHERE o LIKE 'fillfactor=%'), 90),
          CASE WHEN k.seen = l.indnatts THEN k.width::float8 END, k.nulls, k.correlation::float8, coalesce(k.leading = 'pg_catalog.uuid'::regtype, false), a.indexes
        FROM (SELECT count(*)::int AS indexes FROM candidate) a
        LEFT JOIN large l ON true
        LEFT JOIN LATERAL (
          SELECT count(s.attname) AS seen, sum(s.avg_width) AS width, coalesce(bool_or(s.null_frac > 0), false) AS nulls,
            (array_agg(s.correlation ORDER BY p))[1] AS correlation, (array_agg(ia.atttypid ORDER BY p))[1] AS leading
          FROM generate_series(1, l.indnatts::int) p
          JOIN pg_catalog.pg_attribute ia ON ia.attrelid = l.indexrelid AND ia.attnum = p
          LEFT JOIN pg_catalog.pg_attribute ta ON ta.attrelid = l.indrelid AND ta.attnum = l.indkey[p - 1] AND l.indkey[p - 1] > 0
          LEFT JOIN pg_catalog.pg_stats s ON NOT s.inherited
            AND s.schemaname = CASE WHEN ta.attnum IS NULL THEN l.nspname ELSE l.tableschema END
            AND s.tablename = CASE WHEN ta.attnum IS NULL THEN l.relname ELSE l.tablename END
            AND s.attname = coalesce(ta.attname, ia.attname)) k ON true
        ORDER BY l.bytes DESC
        """;

    // The extension may live in any schema; what another schema calls pgstatindex is not it.
    private const string FunctionSql = """
        SELECT quote_ident(current_user), quote_ident(f.nspname) || '.' || quote_ident(f.proname), quote_ident(f.nspname), f.executable, f.usable
        FROM (SELECT 1) one
        LEFT JOIN (
          SELECT n.nspname, p.proname, pg_catalog.has_function_privilege(p.oid, 'EXECUTE') AS executable, pg_catalog.has_schema_privilege(n.oid, 'USAGE') AS usable
          FROM pg_catalog.pg_extension e
          JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.refobjid = e.oid AND d.classid = 'pg_catalog.pg_proc'::regclass AND d.deptype = 'e'
          JOIN pg_catalog.pg_proc p ON p.oid = d.objid AND p.proname = 'pgstatindex' AND p.proargtypes[0] = 'pg_catalog.regclass'::regtype
          JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
          WHERE e.extname = 'pgstattuple') f ON true
        """;

    /// <summary>Lists the indexes within a transaction of HealthKit's own connection.</summary>
    public static async Task<IndexList> ListAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var (role, function, missing) = await FunctionAsync(connection, cancellationToken).ConfigureAwait(false);
        var (indexes, large) = await FiguresAsync(connection, cancellationToken).ConfigureAwait(false);
        return new IndexList(indexes, large, function, missing, role);
    }

    /// <summary>Measures one index within a transaction of HealthKit's own connection; null when it is gone.</summary>
    public static async Task<IndexDensity?> MeasureAsync(NpgsqlConnection connection, string function, IndexFigures index, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand($"SELECT avg_leaf_density, leaf_pages FROM {function}({Units.Plain(index.Id)}::oid::regclass)", connection);
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                return await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? new IndexDensity(reader.GetDouble(0), reader.GetInt64(1)) : null;
            }
        }
    }

    private static async Task<(string Role, string? Function, string? Missing)> FunctionAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(FunctionSql, connection);
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                var role = reader.GetString(0);
                var grant = $"GRANT pg_stat_scan_tables TO {role};";
                return reader.IsDBNull(1) ? (role, null, $"CREATE EXTENSION IF NOT EXISTS pgstattuple; {grant}")
                    : !reader.GetBoolean(4) ? (role, null, $"GRANT USAGE ON SCHEMA {reader.GetString(2)} TO {role}; {grant}")
                    : !reader.GetBoolean(3) ? (role, null, grant)
                    : (role, reader.GetString(1), null);
            }
        }
    }

    private static async Task<(int Indexes, IReadOnlyList<IndexFigures> Large)> FiguresAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var (indexes, large) = (0, new List<IndexFigures>());
        var command = new NpgsqlCommand(ListSql, connection);
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    indexes = reader.GetInt32(11);
                    if (!reader.IsDBNull(0) && !reader.IsDBNull(1))
                    {
                        large.Add(Figures(reader));
                    }
                }
            }
        }

        return (indexes, large);
    }

    private static IndexFigures Figures(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetInt64(0),
        FileNode = reader.GetInt64(1),
        Index = reader.GetString(2),
        Table = reader.GetString(3),
        Bytes = reader.GetInt64(4),
        Entries = reader.GetDouble(5),
        FillFactor = reader.GetInt32(6),
        KeyWidth = reader.IsDBNull(7) ? null : reader.GetDouble(7),
        HasNulls = reader.GetBoolean(8),
        Correlation = reader.IsDBNull(9) ? null : reader.GetDouble(9),
        LeadsWithUuid = reader.GetBoolean(10),
    };
}
