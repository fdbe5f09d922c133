using HealthKit.Evidence;

namespace HealthKit.Migrations;

/// <summary>DROP: whatever the running release may still ask for.</summary>
internal static class DropRules
{
    public static void Lint(SqlStatement statement, LintContext context)
    {
        if (statement.Take("index"))
        {
            LintIndex(statement, context);
            return;
        }

        var kind = statement.TakeOneOf("table", "view", "materialized", "schema", "type", "domain", "function", "procedure", "routine", "sequence", "extension", "foreign");
        statement.TakeOneOf("view", "table");
        if (kind is null)
        {
            return;
        }

        statement.Take("if", "exists");
        foreach (var part in statement.Split())
        {
            var name = part.TakeName();
            if (name is not null && kind != "table" && context.Recreated.Contains($"{kind} {name}"))
            {
                continue;
            }

            context.Add(
                MigrationRisk.Breaking,
                kind switch { "materialized" => "drop-view", "foreign" => "drop-table", "routine" => "drop-function", _ => $"drop-{kind}" },
                name,
                part.Line,
                kind == "table" ? $"Release code that no longer uses {name} first; drop it in a later migration, acknowledged as the contract phase." : null);
        }
    }

    private static void LintIndex(SqlStatement statement, LintContext context)
    {
        if (statement.Take("concurrently"))
        {
            if (context.InTransaction)
            {
                context.Add(MigrationRisk.Lock, "concurrent-in-transaction", null, statement.Line, "Run DROP INDEX CONCURRENTLY in a migration of its own, outside of a transaction.");
            }

            return;
        }

        statement.Take("if", "exists");
        foreach (var part in statement.Split())
        {
            if (part.TakeName() is { } index && !context.Recreated.Contains($"index {index}"))
            {
                context.Add(MigrationRisk.Lock, "drop-index-not-concurrent", null, part.Line, $"DROP INDEX CONCURRENTLY {index};");
            }
        }
    }
}
