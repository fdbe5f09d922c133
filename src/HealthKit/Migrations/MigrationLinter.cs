using HealthKit.Evidence;

namespace HealthKit.Migrations;

/// <summary>
/// Looks for statements that break the release that runs or lock a table that it uses. A tokenizer and a list of rules: it does not know current
/// types, nor what PL/pgSQL computes, and says so where it matters.
/// </summary>
internal static class MigrationLinter
{
    /// <summary>Looks through a script.</summary>
    /// <param name="sql">The script.</param>
    /// <param name="inTransaction">True when whoever runs it wraps it into a transaction.</param>
    /// <param name="newTables">Tables that were created just before: nobody uses them yet.</param>
    public static LintResult Lint(string sql, bool inTransaction = false, IEnumerable<string>? newTables = null)
    {
        ArgumentNullException.ThrowIfNull(sql);
        var statements = MigrationScript.Read(sql);
        var context = new LintContext(inTransaction, newTables ?? []);
        if (MigrationScript.Includes(sql))
        {
            context.Add(MigrationRisk.Unclassified, "include", null, 1);
        }

        Lint(statements, context);
        return new LintResult(context.Findings, statements.Count, context.Created);
    }

    /// <summary>Looks through statements that stand in another script.</summary>
    internal static void Lint(IReadOnlyList<SqlStatement> statements, LintContext context)
    {
        foreach (var statement in statements)
        {
            NoteCreated(statement.Again(), context);
        }

        foreach (var statement in statements)
        {
            Lint(statement, context);
        }
    }

    private static void Lint(SqlStatement statement, LintContext context)
    {
        switch (statement.Take().Text)
        {
            case "begin" or "start":
                context.InTransaction = true;
                context.Unvalidated.Clear();
                break;
            case "commit" or "end" or "rollback":
                context.InTransaction = false;
                context.Unvalidated.Clear();
                break;
            case "create":
                CreateRules.Lint(statement, context);
                break;
            case "alter":
                AlterRules.Lint(statement, context);
                break;
            case "drop":
                DropRules.Lint(statement, context);
                break;
            case "do":
                ProcedureRules.Lint(statement, context);
                break;
            case var word:
                DataRules.Lint(word, statement, context);
                break;
        }
    }

    // Before the rules run: what a script drops and makes again is replaced, not gone.
    private static void NoteCreated(SqlStatement statement, LintContext context)
    {
        if (!statement.Take("create"))
        {
            return;
        }

        while (statement.TakeOneOf("or", "replace", "global", "local", "temp", "temporary", "unlogged", "recursive", "constraint") is not null)
        {
        }

        var kind = statement.TakeOneOf("table", "view", "materialized", "function", "procedure", "type", "domain", "sequence", "index", "unique", "schema");
        statement.TakeOneOf("view", "index");
        statement.Take("concurrently");
        statement.Take("if", "not", "exists");
        if (kind is not null && statement.TakeName() is { } name)
        {
            context.Recreated.Add($"{kind} {name}");
        }
    }
}
