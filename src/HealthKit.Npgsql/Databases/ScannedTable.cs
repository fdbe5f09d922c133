using System.Security.Cryptography;
using System.Text;
using HealthKit.Npgsql.Sql;
using Npgsql;

namespace HealthKit.Npgsql.Databases;

/// <summary>A table that a plan scans, and what its indexes hold.</summary>
/// <param name="IsPlain">False where the table has parts, a policy or an index over a part of its rows: what runs is more than the filter shows.</param>
/// <param name="Columns">Every column in any index of it, in keys, INCLUDE lists and expressions; quoted.</param>
/// <param name="Leading">Those whose values an index finds by themselves; quoted.</param>
internal sealed record ScannedTable(bool IsPlain, IReadOnlySet<string> Columns, IReadOnlySet<string> Leading)
{
    private const string Sql = """
        SELECT n.nspname, c.relname,
          c.relkind IN ('r', 'm') AND NOT c.relispartition AND NOT c.relhassubclass AND NOT c.relrowsecurity
            AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_inherits h WHERE h.inhrelid = c.oid)
            AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid AND i.indpred IS NOT NULL),
          ARRAY(SELECT quote_ident(a.attname) FROM pg_catalog.pg_attribute a
            WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND EXISTS (
              SELECT 1 FROM pg_catalog.pg_index x
              WHERE x.indrelid = c.oid AND (a.attnum = ANY (x.indkey::int2[]) OR EXISTS (
                SELECT 1 FROM pg_catalog.pg_depend d
                WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = x.indexrelid
                  AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = c.oid AND d.refobjsubid = a.attnum)))),
          ARRAY(SELECT quote_ident(a.attname) FROM pg_catalog.pg_attribute a
            WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND EXISTS (
              SELECT 1 FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class ic ON ic.oid = x.indexrelid JOIN pg_catalog.pg_am am ON am.oid = ic.relam
              WHERE x.indrelid = c.oid AND x.indisvalid AND am.amname <> 'brin' AND (
                x.indkey[0] = a.attnum
                OR (am.amname NOT IN ('btree', 'hash') AND a.attnum = ANY (x.indkey::int2[]))
                OR (x.indkey[0] = 0 AND EXISTS (
                  SELECT 1 FROM pg_catalog.pg_depend d
                  WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = x.indexrelid
                    AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = c.oid AND d.refobjsubid = a.attnum))))),
          concat(c.oid, ':', (SELECT string_agg(concat(i.indexrelid, i.indisvalid), ' ' ORDER BY i.indexrelid) FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid))
        FROM unnest($1, $2) AS wanted (nspname, relname)
        JOIN pg_catalog.pg_namespace n ON n.nspname = wanted.nspname
        JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = wanted.relname
        ORDER BY c.oid
        """;

    /// <summary>Marks the scans that no index can spare, drops those that a join chose beside an index, and notes which indexes there are.</summary>
    public static async Task<ExplainedPlan> WeighAsync(NpgsqlConnection connection, ExplainedPlan plan, bool isOnlyText, CancellationToken cancellationToken)
    {
        var (tables, indexes) = await ReadOnlyWork.RunAsync(connection, () => ReadAsync(connection, [.. plan.Scans.Select(static scan => scan.Table).Distinct()], cancellationToken), cancellationToken).ConfigureAwait(false);
        return plan with
        {
            Indexes = indexes,
            Scans = [.. plan.Scans.Where(scan => !(tables.TryGetValue(scan.Table, out var table) && table.Leading.Overlaps(scan.JoinedBy)))
                .Select(scan => scan with { NoIndexServes = isOnlyText && tables.TryGetValue(scan.Table, out var table) && table.ServesNone(scan.Names) })],
        };
    }

    /// <summary>True when no index holds any of the names, so that none can find, sort or cover what they ask for.</summary>
    public bool ServesNone(IReadOnlySet<string>? names) => IsPlain && names is not null && !Columns.Overlaps(names);

    private static async Task<(Dictionary<TableName, ScannedTable> Tables, string Indexes)> ReadAsync(NpgsqlConnection connection, TableName[] wanted, CancellationToken cancellationToken)
    {
        var (tables, indexes) = (new Dictionary<TableName, ScannedTable>(), new StringBuilder());
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
                    tables[new TableName(reader.GetString(0), reader.GetString(1))] =
                        new ScannedTable(reader.GetBoolean(2), reader.GetFieldValue<string[]>(3).ToHashSet(StringComparer.Ordinal), reader.GetFieldValue<string[]>(4).ToHashSet(StringComparer.Ordinal));
                    indexes.Append(reader.GetString(5)).Append(';');
                }
            }
        }

        return (tables, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(indexes.ToString())))[..16]);
    }
}
