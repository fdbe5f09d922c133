using HealthKit.Npgsql.Sql;
using Npgsql;

namespace HealthKit.Npgsql.Databases;

/// <summary>
/// What the database's own functions that a plan calls may scan: no plan shows it. A body names the tables that it reads, its views' or those of functions that it
/// calls, unless it makes its SQL at run time. Functions in C, of PostgreSQL and of extensions are none of the service's own.
/// </summary>
internal static class CalledFunctions
{
    private const int MostRounds = 6;

    private const string Functions = """
        SELECT n.nspname, p.proname, l.lanname, CASE WHEN p.prosrc <> '' THEN p.prosrc ELSE pg_catalog.pg_get_functiondef(p.oid) END
        FROM pg_catalog.pg_proc p
        JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
        JOIN pg_catalog.pg_language l ON l.oid = p.prolang
        WHERE p.proname = ANY ($1::name[]) AND p.prokind IN ('f', 'p', 'w') AND l.lanname NOT IN ('c', 'internal') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
          AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
        ORDER BY p.oid
        """;

    // Tables of these names in any schema, those below views, and all their parts.
    private const string Tables = """
        WITH RECURSIVE used (id) AS (
          SELECT c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
          WHERE c.relname = ANY ($1::name[]) AND c.relkind IN ('r', 'm', 'p', 'v') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
          UNION
          SELECT below.id FROM used CROSS JOIN LATERAL (
            SELECT d.refobjid FROM pg_catalog.pg_rewrite r
            JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.objid = r.oid AND d.refclassid = 'pg_catalog.pg_class'::regclass
            WHERE r.ev_class = used.id
            UNION ALL
            SELECT h.inhrelid FROM pg_catalog.pg_inherits h WHERE h.inhparent = used.id) below (id))
        SELECT n.nspname, c.relname FROM used JOIN pg_catalog.pg_class c ON c.oid = used.id JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
        """;

    // Without one of these a body reads no table.
    private static readonly HashSet<string> Readers = new(StringComparer.Ordinal) { "delete", "from", "merge", "perform", "update" };

    // Reserved words that tables are called by, too: without quotes they name one only behind the schema's name.
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "all", "any", "case", "check", "column", "default", "end", "grant", "group", "limit", "offset", "order", "primary", "references", "table", "union", "unique", "user", "window",
    };

    /// <summary>Adds the tables that a plan's functions may scan, and why that of some is not known.</summary>
    public static Task<ExplainedPlan> WeighAsync(NpgsqlConnection connection, ExplainedPlan plan, CancellationToken cancellationToken) =>
        plan.Calls.Count == 0 ? Task.FromResult(plan) : ReadOnlyWork.RunAsync(connection, () => AddAsync(connection, plan, cancellationToken), cancellationToken);

    private static async Task<ExplainedPlan> AddAsync(NpgsqlConnection connection, ExplainedPlan plan, CancellationToken cancellationToken)
    {
        var (scans, unseen) = (new List<PlannedScan>(), new List<string>());
        foreach (var called in await ReadAsync(connection, plan.Calls, cancellationToken).ConfigureAwait(false))
        {
            var (words, obstacle) = await FollowAsync(connection, called, cancellationToken).ConfigureAwait(false);
            if (obstacle is not null)
            {
                unseen.Add($"it calls the function {called.Name}; {obstacle}, so what it scans is not seen");
            }
            else if (words.Overlaps(Readers))
            {
                scans.AddRange((await TablesAsync(connection, words, cancellationToken).ConfigureAwait(false))
                    .Select(table => new PlannedScan(table, null) { Doubt = $"the function {called.Name}, which it calls, may scan it, and has a plan that is not seen" }));
            }
        }

        return plan with { Scans = [.. plan.Scans, .. scans.DistinctBy(static scan => scan.Table)], Unseen = [.. plan.Unseen, .. unseen.Distinct(StringComparer.Ordinal)] };
    }

    // The words of a function's body and of all bodies that it calls.
    private static async Task<(HashSet<string> Words, string? Obstacle)> FollowAsync(NpgsqlConnection connection, Function called, CancellationToken cancellationToken)
    {
        var (words, asked) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        IReadOnlyList<Function> next = [called];
        for (var round = 0; next.Count > 0; round++)
        {
            if (round == MostRounds)
            {
                return (words, $"the functions that it calls call others more than {MostRounds} deep");
            }

            var calls = new HashSet<string>(StringComparer.Ordinal);
            foreach (var function in next)
            {
                if (function.Language is not ("sql" or "plpgsql"))
                {
                    return (words, $"{function.Name} is written in {function.Language}");
                }

                var own = WordsOf(function.Body);
                if (own.Contains("execute"))
                {
                    return (words, $"{function.Name} makes the SQL that it runs");
                }

                words.UnionWith(own);
                CalledNames.AddFrom(function.Body, calls);
            }

            calls.ExceptWith(asked);
            asked.UnionWith(calls);
            next = await ReadAsync(connection, calls, cancellationToken).ConfigureAwait(false);
        }

        return (words, null);
    }

    private static HashSet<string> WordsOf(string body)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        var qualified = false;
        var tokens = new SqlTokenizer(body);
        while (tokens.Read())
        {
            if (CalledNames.NameOf(tokens.Kind, tokens.Text) is { Length: > 0 } name && (qualified || tokens.Kind == SqlTokenKind.QuotedIdentifier || !Reserved.Contains(name)))
            {
                words.Add(name);
            }

            qualified = tokens.Text is ".";
        }

        return words;
    }

    private static Task<List<Function>> ReadAsync(NpgsqlConnection connection, IEnumerable<string> names, CancellationToken cancellationToken) =>
        QueryAsync(connection, Functions, names, static reader => new Function($"{reader.GetString(0)}.{reader.GetString(1)}", reader.GetString(2), reader.GetString(3)), cancellationToken);

    private static Task<List<TableName>> TablesAsync(NpgsqlConnection connection, IEnumerable<string> names, CancellationToken cancellationToken) =>
        QueryAsync(connection, Tables, names, static reader => new TableName(reader.GetString(0), reader.GetString(1)), cancellationToken);

    private static async Task<List<T>> QueryAsync<T>(NpgsqlConnection connection, string sql, IEnumerable<string> names, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        string[] wanted = [.. names];
        if (wanted.Length == 0)
        {
            return rows;
        }

        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = wanted });
        await using (command.ConfigureAwait(false))
        {
            var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    rows.Add(read(reader));
                }
            }
        }

        return rows;
    }

    private sealed record Function(string Name, string Language, string Body);
}
