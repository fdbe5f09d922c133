using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HealthKit.Npgsql.Sql;
using Npgsql;

namespace HealthKit.Npgsql.Databases;

/// <summary>Has the statements of a command planned for any parameters. They are never run.</summary>
internal static class PlanReader
{
    private const int MostParameters = 200;
    private const int MostStatements = 16;

    /// <summary>Plans one command over HealthKit's own open connection.</summary>
    public static async Task<ExplainedPlan> ExplainAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        var statements = PlannableSql.Of(sql);
        if (statements.Count is 0 or > MostStatements || statements.Any(static statement => statement.Parameters > MostParameters))
        {
            return ExplainedPlan.None("It has too many statements or parameters.");
        }

        try
        {
            var scans = new List<PlannedScan>();
            var shape = new StringBuilder();
            foreach (var statement in statements)
            {
                if (await ReadOnlyWork.RunAsync(connection, () => PlanAsync(connection, statement, cancellationToken), cancellationToken).ConfigureAwait(false) is not { } json)
                {
                    return ExplainedPlan.None("The server gave no plan.");
                }

                Parse(json, scans, shape);
            }

            return new ExplainedPlan(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(shape.ToString())))[..16], scans, null);
        }
        catch (PostgresException refusal)
        {
            return ExplainedPlan.None($"The server would not plan it (SQLSTATE {refusal.SqlState}).");
        }
    }

    private static async Task<string?> PlanAsync(NpgsqlConnection connection, PlannableSql sql, CancellationToken cancellationToken)
    {
        // EXPLAIN (GENERIC_PLAN) breaks the extended protocol that Npgsql speaks; PREPARE works on every version. ROLLBACK does not deallocate.
        await ReadOnlyWork.ExecuteAsync(connection, "SET LOCAL statement_timeout = '2s'; SET LOCAL plan_cache_mode = force_generic_plan", cancellationToken).ConfigureAwait(false);
        await ReadOnlyWork.ExecuteAsync(connection, $"PREPARE healthkit_plan AS {sql.Text}", cancellationToken).ConfigureAwait(false);
        var arguments = sql.Parameters == 0 ? "" : $"({string.Join(',', Enumerable.Repeat("NULL", sql.Parameters))})";
        var command = new NpgsqlCommand($"EXPLAIN (FORMAT JSON, VERBOSE) EXECUTE healthkit_plan{arguments}", connection);
        await using (command.ConfigureAwait(false))
        {
            string? json;
            try
            {
                json = await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) as string;
            }
            catch (PostgresException)
            {
                await ReadOnlyWork.ExecuteAsync(connection, "ROLLBACK; DEALLOCATE healthkit_plan; BEGIN", cancellationToken).ConfigureAwait(false);
                throw;
            }

            await ReadOnlyWork.ExecuteAsync(connection, "DEALLOCATE healthkit_plan", cancellationToken).ConfigureAwait(false);
            return json;
        }
    }

    private static void Parse(string json, List<PlannedScan> scans, StringBuilder shape)
    {
        using var document = JsonDocument.Parse(json);
        Walk(document.RootElement[0].GetProperty("Plan"), underLimit: false, scans, shape);
    }

    private static void Walk(JsonElement node, bool underLimit, List<PlannedScan> scans, StringBuilder shape)
    {
        var type = Text(node, "Node Type") ?? "";
        shape.Append('(').Append(type).Append(' ').Append(Text(node, "Relation Name")).Append(' ').Append(Text(node, "Index Name"));

        // A LIMIT may stop a scan early unless something between must see every row first: whether it does, the table's counters tell.
        underLimit = type == "Limit" || (underLimit && type is not ("Sort" or "Aggregate" or "Hash" or "WindowAgg" or "Unique" or "SetOp"));
        if (type == "Seq Scan" && Text(node, "Filter") is { } filter && Text(node, "Relation Name") is { } relation)
        {
            var table = $"{Quote(Text(node, "Schema") ?? "public")}.{Quote(relation)}";
            scans.Add(new PlannedScan(table, IndexCandidate.For(table, filter), underLimit));
        }

        if (node.TryGetProperty("Plans", out var children))
        {
            foreach (var child in children.EnumerateArray())
            {
                Walk(child, underLimit, scans, shape);
            }
        }

        shape.Append(')');
    }

    private static string? Text(JsonElement node, string name) => node.TryGetProperty(name, out var value) ? value.GetString() : null;

    // As format('%I') quotes, reserved words apart: the two must agree on ordinary names.
    private static string Quote(string name) =>
        name.All(static character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '_') && !char.IsAsciiDigit(name[0])
            ? name
            : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
