using HealthKit.Evidence;

namespace HealthKit.Migrations;

/// <summary>ALTER TABLE … ADD: columns that the old release does not fill or that rewrite the table, and constraints that are checked under a lock.</summary>
internal static class AddRules
{
    // Functions of one value for a whole statement, and type names with a length: everything else may be another value for each row.
    private static readonly HashSet<string> Stable = new(StringComparer.Ordinal)
    {
        "now", "current_timestamp", "current_date", "current_time", "localtimestamp", "localtime", "transaction_timestamp", "statement_timestamp", "timezone", "date_trunc", "make_interval", "to_timestamp",
        "current_user", "session_user", "current_setting", "lower", "upper", "coalesce", "nullif", "cast", "array", "row", "md5", "jsonb_build_object", "json_build_object", "jsonb_build_array", "to_jsonb",
        "numeric", "decimal", "varchar", "character", "char", "varying", "bit", "timestamp", "time", "interval", "in", "and", "or", "not",
    };

    public static void Lint(SqlStatement action, LintContext context, string table)
    {
        var line = action.Line;
        string? name = null;
        if (action.Take("constraint"))
        {
            name = action.TakeName();
        }

        if (Constraint(action) is { } rule)
        {
            LintConstraint(action, context, table, name, rule, line);
            return;
        }

        action.Take("column");
        action.Take("if", "not", "exists");
        LintColumn(action, context, table, action.TakeName(), line);
    }

    private static string? Constraint(SqlStatement action) =>
        action.Take("foreign", "key") ? "add-foreign-key"
        : action.Take("primary", "key") ? "add-primary-key"
        : action.Take("unique") ? "add-unique"
        : action.Take("check") ? "add-check"
        : action.Take("exclude") ? "add-exclusion"
        : action.Take("not", "null") ? "set-not-null"
        : null;

    private static void LintConstraint(SqlStatement action, LintContext context, string table, string? name, string rule, int line)
    {
        if (action.Contains("not", "valid"))
        {
            context.Unvalidated.Add(name ?? "");
            return;
        }

        if (action.Contains("using", "index"))
        {
            return;
        }

        var shown = name ?? "name";
        var remedy = rule switch
        {
            "add-unique" or "add-primary-key" => $"CREATE UNIQUE INDEX CONCURRENTLY {shown} ON {table} (…); then ALTER TABLE {table} ADD CONSTRAINT {shown} {(rule == "add-unique" ? "UNIQUE" : "PRIMARY KEY")} USING INDEX {shown};",
            "add-exclusion" => null,
            _ => $"ALTER TABLE {table} {action.Print()} NOT VALID; then, in the next migration, ALTER TABLE {table} VALIDATE CONSTRAINT {shown};",
        };
        context.Add(MigrationRisk.Lock, rule, table, line, remedy);
    }

    private static void LintColumn(SqlStatement action, LintContext context, string table, string? column, int line)
    {
        var hasDefault = action.IndexOf("default") is >= 0 and var at ? action.Tokens.Skip(at + 1).ToList() : null;
        var generated = action.Contains("generated");
        var identity = generated && action.Contains("identity");
        var serial = action.Current.Text is "serial" or "bigserial" or "smallserial" or "serial2" or "serial4" or "serial8";
        if (hasDefault is null && !generated && !serial && (action.Contains("not", "null") || action.Contains("primary", "key")))
        {
            context.Add(
                MigrationRisk.Breaking,
                "add-required-column",
                table,
                line,
                $"Add {column} with a DEFAULT, or nullable; once no old release writes to {table}: ALTER TABLE {table} ADD CONSTRAINT {column}_not_null CHECK ({column} IS NOT NULL) NOT VALID; and validate it.");
        }

        var rewrite = serial || identity ? "add-serial-column"
            : generated && action.Contains("stored") ? "add-stored-column"
            : hasDefault is not null && IsVolatile(hasDefault) ? "add-volatile-default"
            : null;
        if (rewrite is not null)
        {
            context.Add(
                MigrationRisk.Lock,
                rewrite,
                table,
                line,
                rewrite == "add-volatile-default" ? $"ALTER TABLE {table} ADD COLUMN {column} …; ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT …; then fill old rows in batches." : $"Add {column} without it, fill old rows in batches, and only then attach what fills new ones.");
        }

        if (action.Contains("unique") || action.Contains("primary", "key"))
        {
            context.Add(MigrationRisk.Lock, "add-unique", table, line, $"Add {column} alone; then CREATE UNIQUE INDEX CONCURRENTLY ON {table} ({column});");
        }

        // PostgreSQL does not look at a column that is NULL everywhere.
        if (action.Contains("references") && hasDefault is not null)
        {
            context.Add(MigrationRisk.Lock, "add-foreign-key", table, line, $"Add {column} alone; then ALTER TABLE {table} ADD CONSTRAINT … FOREIGN KEY ({column}) REFERENCES … NOT VALID; and validate it.");
        }
    }

    private static bool IsVolatile(List<SqlToken> expression)
    {
        for (var i = 0; i + 1 < expression.Count; i++)
        {
            if (expression[i].IsName && expression[i + 1].Is("(") && !Stable.Contains(expression[i].Text) && !expression[i].Is("check") && !expression[i].Is("references"))
            {
                // REFERENCES other (id) after the default is no call.
                return i == 0 || !expression[i - 1].Is("references");
            }
        }

        return false;
    }
}
