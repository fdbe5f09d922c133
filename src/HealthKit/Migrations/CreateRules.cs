using HealthKit.Evidence;

namespace HealthKit.Migrations;

/// <summary>CREATE: new tables are noted, indexes on tables in use must be built concurrently.</summary>
internal static class CreateRules
{
    public static void Lint(SqlStatement statement, LintContext context)
    {
        while (statement.TakeOneOf("or", "replace", "global", "local", "temp", "temporary", "unlogged") is not null)
        {
        }

        if (statement.Take("table"))
        {
            NoteTable(statement, context);
            return;
        }

        if (statement.Take("materialized", "view"))
        {
            statement.Take("if", "not", "exists");
            if (statement.TakeName() is { } view)
            {
                context.Create(view);
            }

            return;
        }

        var line = statement.Line;
        statement.Take("unique");
        if (statement.Take("index"))
        {
            LintIndex(statement, context, line);
        }
    }

    private static void NoteTable(SqlStatement statement, LintContext context)
    {
        // A partition of a table in use takes its lock only briefly, and nobody uses the partition.
        statement.Take("if", "not", "exists");
        if (statement.TakeName() is { } table)
        {
            context.Create(table);
        }
    }

    private static void LintIndex(SqlStatement statement, LintContext context, int line)
    {
        var concurrently = statement.Take("concurrently");
        statement.Take("if", "not", "exists");
        if (!statement.Current.Is("on"))
        {
            statement.TakeName();
        }

        statement.Take("on");
        statement.Take("only");
        var table = statement.TakeName();
        if (!concurrently)
        {
            context.Add(MigrationRisk.Lock, "index-not-concurrent", table, line, Concurrently(statement));
        }
        else if (context.InTransaction)
        {
            context.Add(MigrationRisk.Lock, "concurrent-in-transaction", table, line, "Run CREATE INDEX CONCURRENTLY in a migration of its own, outside of a transaction.");
        }
    }

    private static string Concurrently(SqlStatement statement)
    {
        var tokens = statement.Tokens.ToList();
        tokens.Insert(tokens.FindIndex(static token => token.Is("index")) + 1, new SqlToken(Sql.SqlTokenKind.Word, "concurrently", statement.Line));
        return $"{new SqlStatement(tokens).Print()};";
    }
}
