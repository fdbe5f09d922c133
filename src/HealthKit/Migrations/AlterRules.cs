using HealthKit.Evidence;

namespace HealthKit.Migrations;

/// <summary>ALTER of anything; tables have rules for each of their actions.</summary>
internal static class AlterRules
{
    public static void Lint(SqlStatement statement, LintContext context)
    {
        if (statement.Take("table") || statement.Take("foreign", "table"))
        {
            LintTable(statement, context);
            return;
        }

        var kind = statement.TakeOneOf("view", "materialized", "schema", "type", "domain", "function", "procedure", "routine", "sequence");
        statement.Take("view");
        if (kind is null)
        {
            return;
        }

        statement.Take("if", "exists");
        var name = statement.TakeName();
        if (statement.Contains("rename") || statement.Contains("drop", "attribute") || statement.Contains("set", "schema"))
        {
            context.Add(MigrationRisk.Breaking, $"rename-{(kind == "materialized" ? "view" : kind)}", name, statement.Line);
        }
    }

    private static void LintTable(SqlStatement statement, LintContext context)
    {
        statement.Take("if", "exists");
        statement.Take("only");
        if (statement.TakeName() is not { } table)
        {
            return;
        }

        statement.Take("*");
        var line = statement.Line;
        if (statement.Take("rename"))
        {
            LintRename(statement, context, table, line);
            return;
        }

        if (statement.Take("set", "schema"))
        {
            context.Add(MigrationRisk.Breaking, "rename-table", table, line);
            return;
        }

        foreach (var action in statement.Split())
        {
            Lint(action, context, table);
        }
    }

    private static void LintRename(SqlStatement statement, LintContext context, string table, int line)
    {
        if (statement.Take("constraint"))
        {
            return;
        }

        if (statement.Take("to"))
        {
            context.Add(MigrationRisk.Breaking, "rename-table", table, line, $"Keep the old name while the old release runs: CREATE VIEW {table} AS SELECT * FROM {statement.TakeName()};");
            return;
        }

        statement.Take("column");
        var column = statement.TakeName();
        statement.Take("to");
        context.Add(
            MigrationRisk.Breaking,
            "rename-column",
            table,
            line,
            $"Add {statement.TakeName()} beside {column}, write both, copy, release, and drop {column} in a later migration, acknowledged as the contract phase.");
    }

    private static void Lint(SqlStatement action, LintContext context, string table)
    {
        switch (action.Take().Text)
        {
            case "drop" when !action.Current.Is("constraint"):
                action.Take("column");
                action.Take("if", "exists");
                context.Add(
                    MigrationRisk.Breaking,
                    "drop-column",
                    table,
                    action.Line,
                    $"Release code that no longer reads {table}.{action.TakeName()} first; drop it in a later migration, acknowledged as the contract phase.");
                break;
            case "add":
                AddRules.Lint(action, context, table);
                break;
            case "alter":
                ColumnRules.Lint(action, context, table);
                break;
            case "validate" when action.Take("constraint"):
                if (context.InTransaction && action.TakeName() is { } constraint && context.Unvalidated.Contains(constraint))
                {
                    context.Add(MigrationRisk.Lock, "validate-in-same-transaction", table, action.Line, $"Validate in a migration of its own: ALTER TABLE {table} VALIDATE CONSTRAINT {constraint};");
                }

                break;
            case "set" when action.TakeOneOf("tablespace", "logged", "unlogged", "access") is not null:
                context.Add(MigrationRisk.Lock, "rewrite-table", table, action.Line);
                break;
            case "detach" when !action.Contains("concurrently"):
                context.Add(MigrationRisk.Lock, "detach-not-concurrent", table, action.Line, $"ALTER TABLE {table} DETACH PARTITION … CONCURRENTLY;");
                break;
        }
    }
}
