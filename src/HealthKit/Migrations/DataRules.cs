using HealthKit.Evidence;

namespace HealthKit.Migrations;

/// <summary>Statements that touch every row, or lock a whole table, whatever they are for.</summary>
internal static class DataRules
{
    // Words that begin a statement of PostgreSQL, beside those that have rules.
    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal)
    {
        "select", "with", "insert", "merge", "values", "table", "set", "reset", "show", "grant", "revoke", "comment", "analyze", "analyse", "explain", "copy", "notify", "listen", "unlisten", "discard",
        "savepoint", "release", "prepare", "deallocate", "close", "declare", "fetch", "checkpoint", "security", "import", "abort", "(", "reassign", "move", "load",
    };

    public static void Lint(string word, SqlStatement statement, LintContext context)
    {
        var line = statement.Line;
        switch (word)
        {
            case "update" or "delete":
                LintAllRows(word, statement, context, line);
                break;
            case "truncate":
                statement.Take("table");
                statement.Take("only");
                context.Add(MigrationRisk.Lock, "truncate", statement.TakeName(), line);
                break;
            case "lock":
                statement.Take("table");
                statement.Take("only");
                context.Add(MigrationRisk.Lock, "lock-table", statement.TakeName(), line);
                break;
            case "vacuum" when statement.Tokens.Any(static token => token.Is("full")):
                context.Add(MigrationRisk.Lock, "vacuum-full", Last(statement), line, "Use VACUUM without FULL, or pg_repack.");
                break;
            case "cluster":
                context.Add(MigrationRisk.Lock, "cluster", statement.TakeName(), line);
                break;
            case "reindex" when !statement.Tokens.Any(static token => token.Is("concurrently")):
                context.Add(MigrationRisk.Lock, "reindex-not-concurrent", Last(statement), line, $"REINDEX {(statement.Contains("table") ? "TABLE" : "INDEX")} CONCURRENTLY {Last(statement)};");
                break;
            case "refresh" when !statement.Contains("concurrently"):
                context.Add(MigrationRisk.Lock, "refresh-not-concurrent", Last(statement), line, $"REFRESH MATERIALIZED VIEW CONCURRENTLY {Last(statement)};");
                break;
            case "vacuum" or "reindex" or "refresh":
                break;
            case "call" or "execute":
                context.Add(MigrationRisk.Unclassified, "procedure-call", null, line);
                break;
            default:
                if (!Harmless.Contains(word))
                {
                    context.Add(MigrationRisk.Unclassified, "unknown-statement", null, line);
                }

                break;
        }
    }

    private static void LintAllRows(string word, SqlStatement statement, LintContext context, int line)
    {
        statement.Take("from");
        statement.Take("only");
        var table = statement.TakeName();
        if (!statement.Contains("where"))
        {
            context.Add(MigrationRisk.Lock, $"{word}-all-rows", table, line, $"Change {table} in batches of some thousand rows, each its own transaction.");
        }
    }

    private static string? Last(SqlStatement statement)
    {
        string? last = null;
        while (!statement.AtEnd)
        {
            if (statement.Current.IsName)
            {
                last = statement.TakeName();
            }
            else
            {
                statement.Take();
            }
        }

        return last;
    }
}
