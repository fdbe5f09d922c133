using HealthKit.Evidence;

namespace HealthKit.Migrations;

/// <summary>ALTER TABLE … ALTER COLUMN: types and NOT NULL.</summary>
internal static class ColumnRules
{
    public static void Lint(SqlStatement action, LintContext context, string table)
    {
        // ALTER CONSTRAINT changes when it is checked, not what.
        if (action.Take("constraint"))
        {
            return;
        }

        var line = action.Line;
        action.Take("column");
        var column = action.TakeName();
        if (action.Take("type") || action.Take("set", "data", "type"))
        {
            context.Add(MigrationRisk.Breaking, "alter-type", table, line, $"Add a column of the new type beside {table}.{column}, write both, copy in batches, and drop {column} in a later migration.");
            context.Add(MigrationRisk.Lock, "alter-type", table, line, $"Rewriting {table} locks it: add a column of the new type and copy in batches.");
        }
        else if (action.Take("set", "not", "null"))
        {
            var remedy = $"ALTER TABLE {table} ADD CONSTRAINT {column}_not_null CHECK ({column} IS NOT NULL) NOT VALID; then ALTER TABLE {table} VALIDATE CONSTRAINT {column}_not_null; then SET NOT NULL, once no old release writes NULL.";
            context.Add(MigrationRisk.Breaking, "set-not-null", table, line, remedy);
            context.Add(MigrationRisk.Lock, "set-not-null", table, line, remedy);
        }
    }
}
