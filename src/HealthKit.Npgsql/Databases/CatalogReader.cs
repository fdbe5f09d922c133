using HealthKit.Evidence;
using Npgsql;

namespace HealthKit.Npgsql.Databases;

/// <summary>Reads foreign keys and the indexes that serve them. Needs no privilege: the catalog is readable to every role.</summary>
internal static class CatalogReader
{
    // A foreign key is served by a valid index whose leading columns are its columns in any order, whole or WHERE column IS NOT NULL.
    // Checked on each leaf of a partitioned table, reported on its root; "distinct" drops the copies that a partitioned referenced table adds.
    private const string ForeignKeySql = """
        WITH fk AS (
          SELECT DISTINCT c.conrelid, c.conkey::int2[] AS conkey
          FROM pg_catalog.pg_constraint c
          JOIN pg_catalog.pg_class r ON r.oid = c.conrelid AND r.relkind = 'r'
          JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
          WHERE c.contype = 'f' AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'),
        checked AS (
          SELECT fk.*, EXISTS (
            SELECT 1 FROM pg_catalog.pg_index i
            JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
            JOIN pg_catalog.pg_am am ON am.oid = ic.relam
            WHERE i.indrelid = fk.conrelid AND i.indisvalid AND i.indisready AND i.indislive
              AND (am.amname = 'btree' OR (am.amname = 'hash' AND cardinality(fk.conkey) = 1))
              AND i.indnkeyatts >= cardinality(fk.conkey)
              AND (SELECT array_agg(k ORDER BY k) FROM unnest((i.indkey::int2[])[0:cardinality(fk.conkey) - 1]) k)
                = (SELECT array_agg(k ORDER BY k) FROM unnest(fk.conkey) k)
              AND (i.indpred IS NULL OR EXISTS (
                SELECT 1 FROM pg_catalog.pg_attribute a
                WHERE a.attrelid = i.indrelid AND a.attnum = ANY (fk.conkey)
                  AND pg_catalog.pg_get_expr(i.indpred, i.indrelid) = format('(%I IS NOT NULL)', a.attname)))) AS served
          FROM fk),
        rooted AS (
          SELECT coalesce((SELECT relid FROM pg_catalog.pg_partition_ancestors(conrelid) WITH ORDINALITY t (relid, o) ORDER BY o DESC LIMIT 1), conrelid) AS root,
            (SELECT string_agg(quote_ident(attname), ', ' ORDER BY array_position(conkey, attnum))
             FROM pg_catalog.pg_attribute WHERE attrelid = conrelid AND attnum = ANY (conkey)) AS columns,
            conrelid, served
          FROM checked)
        SELECT format('%I.%I', n.nspname, t.relname), rooted.columns, bool_and(rooted.served),
          sum(CASE WHEN leaf.reltuples < 0 THEN pg_catalog.pg_relation_size(leaf.oid) / 100 ELSE leaf.reltuples END)::bigint,
          (array_agg(format('CREATE INDEX CONCURRENTLY ON %I.%I (%s);', leafn.nspname, leaf.relname, rooted.columns) ORDER BY leaf.reltuples DESC)
            FILTER (WHERE NOT rooted.served))[1:20]
        FROM rooted
        JOIN pg_catalog.pg_class t ON t.oid = rooted.root
        JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
        JOIN pg_catalog.pg_class leaf ON leaf.oid = rooted.conrelid
        JOIN pg_catalog.pg_namespace leafn ON leafn.oid = leaf.relnamespace
        GROUP BY n.nspname, t.relname, rooted.root, rooted.columns
        """;

    private const string TablesSql = """
        SELECT count(*)::int FROM pg_catalog.pg_class r
        JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
        WHERE r.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'
        """;

    /// <summary>Reads it within a transaction of HealthKit's own connection; whoever knows the database's name adds it.</summary>
    public static async Task<DatabaseCatalog> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var catalog = await ForeignKeysAsync(connection, cancellationToken).ConfigureAwait(false);
        var command = new NpgsqlCommand(TablesSql, connection);
        await using (command.ConfigureAwait(false))
        {
            return catalog with { Tables = (int?)await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) };
        }
    }

    private static async Task<DatabaseCatalog> ForeignKeysAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var missing = new List<MissingIndexEvidence>();
        var keys = 0;
        var command = new NpgsqlCommand(ForeignKeySql, connection);
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    keys++;
                    if (!reader.GetBoolean(2))
                    {
                        missing.Add(new MissingIndexEvidence(
                            reader.GetString(0), reader.GetString(1), reader.GetInt64(3), string.Join('\n', reader.GetFieldValue<string[]>(4))));
                    }
                }
            }
        }

        return new DatabaseCatalog { Database = "", ForeignKeys = keys, MissingForeignKeyIndexes = missing };
    }
}
