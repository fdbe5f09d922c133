namespace HealthKit.Npgsql.Databases;

/// <summary>Tells filters that compare columns, and nothing else. Whatever the parameters, the planner cannot find such a filter to be always true and drop it.</summary>
internal static class PlainFilter
{
    // With one of these a parameter alone may decide: $1 IS NULL OR …, CASE WHEN $1 …, a IS DISTINCT FROM $1, (a = $1) IS NOT TRUE.
    private static readonly HashSet<string> Decisive = new(StringComparer.OrdinalIgnoreCase) { "all", "case", "distinct", "or", "row", "true", "false", "unknown" };

    // Built in and strict: with NULL they give NULL, and the statement no rows.
    private static readonly HashSet<string> Strict = new(StringComparer.Ordinal)
    {
        "=", "<>", "<", ">", "<=", ">=", "~~", "!~~", "~~*", "!~~*", "~", "!~", "~*", "!~*", "+", "-", "/", "%", "||", "@>", "<@", "&&", "@@", ".", ",", "(", ")", "[", "]", "::",
    };

    /// <summary>True for a conjunction of comparisons of columns, as EXPLAIN prints it.</summary>
    public static bool IsPlain(string filter)
    {
        var tokens = new SqlTokenizer(filter);
        var (name, cast, word) = (false, false, "");
        while (tokens.Read())
        {
            var text = tokens.Text.ToString();
            var symbol = tokens.Kind == SqlTokenKind.Symbol;
            if (symbol && (!Strict.Contains(text) || (text == "(" && word.Length > 0 && !cast)))
            {
                return false;
            }

            if (tokens.Kind == SqlTokenKind.Word && (Decisive.Contains(text) || (Is(text, "is") && !name)))
            {
                return false;
            }

            // What stands before a bracket: a function, unless it is a word of the grammar. After "::" it is a type.
            cast = symbol ? text == "::" : cast;
            name = !cast && (tokens.Kind is SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier) && !Is(text, "and") && !Is(text, "not");
            word = name && !Is(text, "any") ? text : "";
        }

        return true;
    }

    private static bool Is(string text, string word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);
}
