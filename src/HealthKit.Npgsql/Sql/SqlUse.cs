namespace HealthKit.Npgsql.Sql;

/// <summary>What a command's text uses, as far as the text shows it.</summary>
/// <param name="Tables">Names that stand where tables stand; a name of a column may be among them.</param>
/// <param name="Functions">Names that are called; keywords before a parenthesis are among them.</param>
/// <param name="IsRead">True when it only reads: no locking clause, no writing part anywhere. What its functions do the catalog knows.</param>
internal sealed record SqlUse(IReadOnlyList<TableName> Tables, IReadOnlyList<string> Functions, bool IsRead)
{
    private const int MostNames = 32;

    private static readonly HashSet<string> BeforeTable = new(StringComparer.OrdinalIgnoreCase) { "from", "join", "update", "into", "using", "table", "only", "lateral" };
    private static readonly HashSet<string> EndOfList = new(StringComparer.OrdinalIgnoreCase)
    {
        "where", "on", "set", "group", "order", "having", "limit", "offset", "union", "intersect", "except", "returning", "select", "values", "window", "for", "fetch",
    };

    // What a text sets up before its query neither reads nor writes.
    private static readonly HashSet<string> Session = new(StringComparer.OrdinalIgnoreCase) { "set", "reset", "show", "begin", "start", "commit", "end", "rollback", "savepoint", "release", "discard" };
    private static readonly HashSet<string> Reading = new(StringComparer.OrdinalIgnoreCase) { "select", "with", "values", "table" };
    private static readonly HashSet<string> Writing = new(StringComparer.OrdinalIgnoreCase) { "insert", "update", "delete", "merge", "into" };
    private static readonly HashSet<string> Locking = new(StringComparer.OrdinalIgnoreCase) { "update", "share", "no", "key" };

    /// <summary>Reads a text.</summary>
    public static SqlUse Of(ReadOnlySpan<char> sql)
    {
        var (tables, functions) = (new HashSet<TableName>(), new HashSet<string>(StringComparer.Ordinal));
        var (writes, reads, first) = (false, false, true);
        var (expecting, inList, into, afterDot, afterFor) = (false, false, false, false, false);
        var (listDepth, depth) = (0, 0);
        var (schema, name) = ((string?)null, (string?)null);
        var tokens = new SqlTokenizer(sql);
        while (tokens.Read())
        {
            var isName = tokens.Kind is SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier;
            var isOpen = tokens.Kind == SqlTokenKind.Symbol && tokens.Text is "(";
            if (name is not null && !afterDot && !(tokens.Kind == SqlTokenKind.Symbol && tokens.Text is "."))
            {
                // A name is whole: called, it is a function, otherwise a table; after INTO the parenthesis lists columns.
                if (isOpen && !into)
                {
                    Add(functions, name);
                }
                else if (expecting)
                {
                    Add(tables, new TableName(schema, name));
                }

                (schema, name, expecting, inList, listDepth, into) = (null, null, false, inList || expecting, expecting ? depth : listDepth, false);
            }

            if (isName)
            {
                var word = tokens.Kind == SqlTokenKind.Word ? tokens.Text.ToString() : null;
                reads |= first && word is not null && Reading.Contains(word);
                writes |= word is not null && (first ? !Reading.Contains(word) && !Session.Contains(word) : Writing.Contains(word) || (afterFor && Locking.Contains(word)));
                afterFor = string.Equals(word, "for", StringComparison.OrdinalIgnoreCase);
                if (!afterDot && word is not null && BeforeTable.Contains(word))
                {
                    (expecting, inList, into) = (true, false, word.Equals("into", StringComparison.OrdinalIgnoreCase));
                }
                else if (!afterDot && word is not null && EndOfList.Contains(word))
                {
                    (expecting, inList) = (false, inList && depth > listDepth);
                }
                else
                {
                    (schema, name) = (afterDot ? name : null, Plain(tokens));
                }
            }
            else if (tokens.Kind == SqlTokenKind.Symbol)
            {
                depth += isOpen ? 1 : tokens.Text is ")" ? -1 : 0;
                expecting = tokens.Text is "," ? inList && depth == listDepth : expecting && (isOpen || tokens.Text is ".");
                afterFor = false;
            }

            first = tokens.Kind == SqlTokenKind.Symbol && tokens.Text is ";" || (first && isOpen);
            afterDot = tokens.Kind == SqlTokenKind.Symbol && tokens.Text is ".";
        }

        if (name is not null && expecting)
        {
            Add(tables, new TableName(schema, name));
        }

        return new SqlUse([.. tables], [.. functions], reads && !writes);
    }

    private static void Add<T>(HashSet<T> names, T name)
    {
        if (names.Count < MostNames)
        {
            names.Add(name);
        }
    }

    private static string Plain(SqlTokenizer token) => token.Kind == SqlTokenKind.QuotedIdentifier
        ? token.Text.Trim('"').ToString().Replace("\"\"", "\"", StringComparison.Ordinal)
        : token.Text.ToString().ToLowerInvariant();
}
