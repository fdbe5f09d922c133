using HealthKit.Evidence;
using HealthKit.Sql;

namespace HealthKit.Migrations;

/// <summary>DO: statements inside of the body are looked at like others; what EXECUTE runs, as far as a text of it stands there.</summary>
internal static class ProcedureRules
{
    private static readonly HashSet<string> Begins = new(StringComparer.Ordinal) { "alter", "create", "drop", "update", "delete", "truncate", "lock", "cluster", "refresh", "reindex" };

    public static void Lint(SqlStatement statement, LintContext context)
    {
        foreach (var token in statement.Tokens)
        {
            if (token.Kind == SqlTokenKind.Text)
            {
                LintBody(MigrationScript.Read(Inside(token.Text), token.Line), context);
            }
        }
    }

    // PL/pgSQL mixes its own words with SQL: a statement begins at the first word that begins one, after BEGIN, THEN, ELSE or LOOP.
    private static void LintBody(IReadOnlyList<SqlStatement> statements, LintContext context)
    {
        foreach (var statement in statements)
        {
            var start = Start(statement.Tokens);
            if (start >= 0 && statement.Tokens[start].Is("execute"))
            {
                LintExecute(statement.Tokens.Skip(start + 1).ToList(), statement.Tokens[start].Line, context);
            }
            else if (start >= 0)
            {
                MigrationLinter.Lint([new SqlStatement([.. statement.Tokens.Skip(start)])], context);
            }
        }
    }

    private static int Start(IReadOnlyList<SqlToken> tokens)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            var mayBegin = i == 0 || tokens[i - 1].Text is "begin" or "then" or "else" or "loop";
            if (mayBegin && (tokens[i].Is("execute") || (tokens[i].Kind == SqlTokenKind.Word && Begins.Contains(tokens[i].Text))))
            {
                return i;
            }
        }

        return -1;
    }

    private static void LintExecute(List<SqlToken> expression, int line, LintContext context)
    {
        var text = expression is [{ Kind: SqlTokenKind.Text } literal, ..] ? literal.Text
            : expression is [{ Text: "format" }, { Text: "(" }, { Kind: SqlTokenKind.Text } template, ..] ? template.Text
            : null;
        if (text is null)
        {
            context.Add(MigrationRisk.Unclassified, "dynamic-sql", null, line, "Write the statement out, or review it and acknowledge the migration.");
            return;
        }

        // format() puts a name where %I stands, a literal where %L does.
        var sql = Inside(text).Replace("%I", "\"…\"", StringComparison.Ordinal).Replace("%L", "'…'", StringComparison.Ordinal).Replace("%s", "\"…\"", StringComparison.Ordinal);
        MigrationLinter.Lint(MigrationScript.Read(sql, line), context);
    }

    private static string Inside(string literal)
    {
        if (literal.StartsWith('$'))
        {
            var tag = literal.IndexOf('$', 1) + 1;
            return literal.Length >= 2 * tag ? literal[tag..^tag] : "";
        }

        var quote = literal.IndexOf('\'', StringComparison.Ordinal);
        return literal.Length > quote + 1 ? literal[(quote + 1)..].TrimEnd('\'').Replace("''", "'", StringComparison.Ordinal) : "";
    }
}
