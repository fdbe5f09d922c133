namespace HealthKit.Sql;

/// <summary>Tells what a statement does by its first word.</summary>
internal static class SqlCommandKinds
{
    /// <summary>What a statement does that begins with a token.</summary>
    public static SqlCommandKind Of(SqlTokenizer first)
    {
        var word = first.Text;
        return word is "(" || Is(word, "select") || Is(word, "with") || Is(word, "insert") || Is(word, "update") || Is(word, "delete")
            || Is(word, "merge") || Is(word, "values") || Is(word, "table")
            ? SqlCommandKind.Query
            : Is(word, "call") || Is(word, "execute") || Is(word, "do") || Is(word, "copy") || Is(word, "declare")
            ? SqlCommandKind.Procedure
            : Is(word, "create") || Is(word, "alter") || Is(word, "drop") || Is(word, "truncate") || Is(word, "vacuum") || Is(word, "analyze")
            || Is(word, "reindex") || Is(word, "cluster") || Is(word, "grant") || Is(word, "revoke") || Is(word, "comment") || Is(word, "refresh")
            ? SqlCommandKind.Definition
            : SqlCommandKind.Other;
    }

    /// <summary>Of two statements in one text the kind that says more of it: a SET before a query makes it no less a query.</summary>
    public static SqlCommandKind Weightier(SqlCommandKind one, SqlCommandKind other) => Weight(one) >= Weight(other) ? one : other;

    private static int Weight(SqlCommandKind kind) => kind switch
    {
        SqlCommandKind.Query => 3,
        SqlCommandKind.Procedure => 2,
        SqlCommandKind.Definition => 1,
        _ => 0,
    };

    private static bool Is(ReadOnlySpan<char> word, string keyword) => word.Equals(keyword, StringComparison.OrdinalIgnoreCase);
}
