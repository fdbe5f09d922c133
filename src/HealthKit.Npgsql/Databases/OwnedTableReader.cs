using HealthKit.Evidence;
using HealthKit.Npgsql.Sql;
using Npgsql;

namespace HealthKit.Npgsql.Databases;

/// <summary>Reads the tables with a column that names an owner, and what row security does there for the application's role. Needs no privilege.</summary>
internal static class OwnedTableReader
{
    // The key of the thing itself, Tenants.TenantId, names no owner, unless it refers to another table too. Without a policy row security lets nothing through; with several, one that is simply true opens them all unless a restrictive one narrows it.
    private const string Sql = """
        SELECT n.nspname, c.relname, format('%I.%I', n.nspname, c.relname), o.columns, pg_catalog.pg_table_is_visible(c.oid), pg_catalog.row_security_active(c.oid),
          CASE WHEN p.policies = 0 THEN pg_catalog.row_security_active(c.oid) ELSE p.whole = 0 OR p.narrowing > 0 END
        FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        CROSS JOIN LATERAL (
          SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) AS columns FROM pg_catalog.pg_attribute a
          WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attname ~* '^(tenant|user|owner|account|org|organi[sz]ation|customer)_?(id|no|uuid|guid)$'
            AND NOT EXISTS (
              SELECT 1 FROM pg_catalog.pg_constraint k
              WHERE k.conrelid = c.oid AND k.contype = 'p' AND k.conkey = ARRAY[a.attnum]
                AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_constraint f WHERE f.conrelid = c.oid AND f.contype = 'f' AND a.attnum = ANY (f.conkey))
                AND lower(replace(c.relname, '_', '')) ~ (regexp_replace(regexp_replace(lower(replace(a.attname, '_', '')), '(id|no|uuid|guid)$', ''), '^org$', 'org(ani[sz]ation)?') || '(s|es)?$'))) o
        CROSS JOIN LATERAL (
          SELECT count(*) AS policies, count(*) FILTER (WHERE q.polpermissive AND q.condition = 'true') AS whole,
            count(*) FILTER (WHERE NOT q.polpermissive AND q.condition <> 'true') AS narrowing
          FROM (
            SELECT p.polpermissive, pg_catalog.pg_get_expr(p.polqual, p.polrelid) AS condition FROM pg_catalog.pg_policy p
            WHERE p.polrelid = c.oid AND p.polcmd IN ('*', 'r')
              AND (0::oid = ANY (p.polroles) OR EXISTS (SELECT 1 FROM unnest(p.polroles) r WHERE r <> 0::oid AND pg_catalog.pg_has_role(r, 'USAGE')))) q) p
        WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND o.columns IS NOT NULL
          AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'
        ORDER BY 3 LIMIT 2000
        """;

    /// <summary>Reads them within a transaction of HealthKit's own connection, as the application's sessions do; whether statements use them is not known here.</summary>
    public static async Task<IReadOnlyList<OwnedTable>> ReadAsync(NpgsqlConnection connection, ApplicationSession application, CancellationToken cancellationToken)
    {
        await application.AssumeAsync(connection, cancellationToken).ConfigureAwait(false);
        var tables = new List<OwnedTable>();
        var command = new NpgsqlCommand(Sql, connection);
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    tables.Add(new OwnedTable(new TableName(reader.GetString(0), reader.GetString(1)), new OwnedTableEvidence
                    {
                        Table = reader.GetString(2),
                        InSearchPath = reader.GetBoolean(4),
                        Column = reader.GetString(3),
                        RowSecurityActive = reader.GetBoolean(5),
                        HasRestrictivePolicy = reader.GetBoolean(6),
                    }));
                }
            }
        }

        return tables;
    }
}
