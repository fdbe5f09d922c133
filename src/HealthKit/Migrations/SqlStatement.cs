using HealthKit.Sql;

namespace HealthKit.Migrations;

/// <summary>One statement, or a part of one, read from left to right.</summary>
internal sealed class SqlStatement(IReadOnlyList<SqlToken> tokens)
{
    private static readonly SqlToken End = new(SqlTokenKind.Symbol, "", 0);

    private int _position;

    /// <summary>All tokens.</summary>
    public IReadOnlyList<SqlToken> Tokens => tokens;

    /// <summary>The line it begins on.</summary>
    public int Line => tokens.Count == 0 ? 0 : tokens[0].Line;

    /// <summary>The token at hand; an empty symbol at the end.</summary>
    public SqlToken Current => _position < tokens.Count ? tokens[_position] : End;

    /// <summary>True once all are read.</summary>
    public bool AtEnd => _position >= tokens.Count;

    /// <summary>A reader of the same statement that begins at its first token.</summary>
    public SqlStatement Again() => new(tokens);

    /// <summary>Moves on by one.</summary>
    public SqlToken Take()
    {
        var token = Current;
        _position++;
        return token;
    }

    /// <summary>Takes these words where they stand next, all or none.</summary>
    public bool Take(params ReadOnlySpan<string> words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (_position + i >= tokens.Count || !tokens[_position + i].Is(words[i]))
            {
                return false;
            }
        }

        _position += words.Length;
        return true;
    }

    /// <summary>Takes one of these words where it stands next; null otherwise.</summary>
    public string? TakeOneOf(params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (Take(word))
            {
                return word;
            }
        }

        return null;
    }

    /// <summary>Takes a name with its schema, as the catalog has it: without quotes. Null where none stands.</summary>
    public string? TakeName()
    {
        if (!Current.IsName)
        {
            return null;
        }

        var name = Bare(Take());
        while (Current.Is(".") && _position + 1 < tokens.Count && tokens[_position + 1].IsName)
        {
            Take();
            name = $"{name}.{Bare(Take())}";
        }

        return name;
    }

    /// <summary>True when these words stand one after the other anywhere at the top level, or at any depth if asked.</summary>
    public bool Contains(params ReadOnlySpan<string> words) => IndexOf(words) >= 0;

    /// <summary>Where these words stand at the top level, from the token at hand on; −1 where they do not.</summary>
    public int IndexOf(params ReadOnlySpan<string> words)
    {
        var depth = 0;
        for (var i = _position; i + words.Length <= tokens.Count; i++)
        {
            depth += tokens[i].Is("(") ? 1 : tokens[i].Is(")") ? -1 : 0;
            var found = depth == 0;
            for (var k = 0; found && k < words.Length; k++)
            {
                found = tokens[i + k].Is(words[k]);
            }

            if (found)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>What follows the token at hand, split at the commas of the top level.</summary>
    public IEnumerable<SqlStatement> Split()
    {
        var part = new List<SqlToken>();
        for (var depth = 0; !AtEnd;)
        {
            var token = Take();
            depth += token.Is("(") || token.Is("[") ? 1 : token.Is(")") || token.Is("]") ? -1 : 0;
            if (depth == 0 && token.Is(","))
            {
                yield return new SqlStatement(part);
                part = [];
            }
            else
            {
                part.Add(token);
            }
        }

        if (part.Count > 0)
        {
            yield return new SqlStatement(part);
        }
    }

    /// <summary>The statement as text again, without its literals.</summary>
    public string Print()
    {
        var text = new System.Text.StringBuilder();
        var last = End;
        foreach (var token in tokens)
        {
            var glued = text.Length == 0 || last.Text is "(" or "." or "::" || token.Text is ")" or "," or "." or "::" || (token.Is("(") && last.IsName && !Keywords.Contains(last.Text));
            text.Append(glued ? "" : " ").Append(token.IsLiteral ? "…" : token.Kind == SqlTokenKind.Word && Keywords.Contains(token.Text) ? token.Text.ToUpperInvariant() : token.Text);
            last = token;
        }

        return text.ToString();
    }

    private static string Bare(SqlToken token) =>
        token.Kind == SqlTokenKind.QuotedIdentifier ? token.Text.Trim('"').Replace("\"\"", "\"", StringComparison.Ordinal) : token.Text;

    private static readonly HashSet<string> Keywords = new(StringComparer.Ordinal)
    {
        "alter", "table", "add", "constraint", "foreign", "key", "references", "check", "unique", "primary", "create", "index", "concurrently", "on", "using",
        "where", "is", "not", "null", "and", "or", "column", "if", "exists", "only", "include", "on", "delete", "update", "cascade", "drop", "set", "valid", "asc", "desc", "in", "from",
    };
}
