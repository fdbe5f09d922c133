using System.Buffers;

namespace HealthKit.Npgsql.Commands;

/// <summary>What the literals of one command's text tell, as hashes: the text itself is not kept.</summary>
/// <param name="TextHash">Of all literals: two texts of one shape with the same hash are one text.</param>
/// <param name="StringHash">Of the string literals alone; 0 where there is none.</param>
/// <param name="Tainted">Of the value of the request that stands inside one, 0 where none does.</param>
internal readonly record struct Literals(int TextHash, int StringHash, int Tainted)
{
    /// <summary>Looks for a request's values in a command's literals; those of SET and its like apart, which take no parameter.</summary>
    public static Literals Read(ReadOnlySpan<char> sql, RequestValues values)
    {
        var (text, strings, tainted) = (new HashCode(), new HashCode(), 0);
        var (hasStrings, begins, takesParameters) = (false, true, false);
        var tokens = new SqlTokenizer(sql.Length > SqlFingerprint.LongestText ? sql[..SqlFingerprint.LongestText] : sql);
        while (tokens.Read())
        {
            if (begins)
            {
                takesParameters = SqlCommandKinds.Of(tokens) == SqlCommandKind.Query;
            }

            begins = tokens.Kind == SqlTokenKind.Symbol && tokens.Text is ";";
            if (!takesParameters)
            {
                continue;
            }

            if (tokens.Kind == SqlTokenKind.Number)
            {
                text.Add(string.GetHashCode(tokens.Text));
                tainted = tainted != 0 ? tainted : values.FindNumber(tokens.Text);
            }
            else if (tokens.Kind == SqlTokenKind.Text)
            {
                var hash = string.GetHashCode(tokens.Text);
                text.Add(hash);
                strings.Add(hash);
                hasStrings = true;
                tainted = tainted != 0 ? tainted : FindIn(tokens.Text, values);
            }
        }

        return new Literals(text.ToHashCode(), hasStrings ? strings.ToHashCode() | 1 : 0, tainted);
    }

    private static int FindIn(ReadOnlySpan<char> literal, RequestValues values)
    {
        // A prefix, quotes and dollar tags around it contain no value.
        if (literal.IndexOf("''") < 0 && literal.IndexOf('\\') < 0)
        {
            return values.FindIn(literal);
        }

        var rented = ArrayPool<char>.Shared.Rent(literal.Length);
        try
        {
            return values.FindIn(rented.AsSpan(0, Unescape(literal, rented)));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(rented, clearArray: true);
        }
    }

    private static int Unescape(ReadOnlySpan<char> literal, Span<char> plain)
    {
        var escapes = literal[0] is 'e' or 'E';
        var length = 0;
        for (var i = 0; i < literal.Length; i++)
        {
            var doubled = literal[i] == '\'' && i + 1 < literal.Length && literal[i + 1] == '\'';
            var escaped = escapes && literal[i] == '\\' && i + 1 < literal.Length;
            i += doubled || escaped ? 1 : 0;
            plain[length++] = literal[i];
        }

        return length;
    }
}
