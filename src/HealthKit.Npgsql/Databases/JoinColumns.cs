namespace HealthKit.Npgsql.Databases;

/// <summary>The columns of a table that a join's condition compares, quoted as the server quoted them.</summary>
/// <param name="All">In any comparison.</param>
/// <param name="Equal">In one for equality.</param>
/// <param name="Plain">In one for equality, as they are rather than within an expression.</param>
internal sealed record JoinColumns(IReadOnlyList<string> All, IReadOnlyList<string> Equal, IReadOnlyList<string> Plain)
{
    /// <summary>Reads a condition.</summary>
    /// <param name="condition">The condition as EXPLAIN VERBOSE prints it, every column with its table's alias.</param>
    /// <param name="alias">The table's alias, not quoted.</param>
    /// <param name="isPart">True for a part of a table: its alias is that of the table with a number behind it, and conditions name the table's.</param>
    public static JoinColumns Of(string condition, string alias, bool isPart)
    {
        var (all, equal, plain) = (new List<string>(), new List<string>(), new List<string>());
        var (names, isEqual, isPlain, cast, before, qualifier) = (new List<string>(), false, true, false, "", "");
        var tokens = new SqlTokenizer(condition);
        while (tokens.Read())
        {
            var text = tokens.Text.ToString();
            if (tokens.Kind == SqlTokenKind.Word && IsConnective(text))
            {
                End();
            }
            else if (tokens.Kind is SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier)
            {
                if (qualifier.Length > 0 && IsOf(Unquoted(qualifier), alias, isPart))
                {
                    names.Add(text);
                }

                // A type's name after "::" is no function.
                (before, qualifier) = (cast ? "" : text, "");
                cast = false;
            }
            else
            {
                isEqual |= text == "=";
                isPlain &= text is "=" or "." or "::" or "(" or ")" && !(text == "(" && before.Length > 0);
                (qualifier, cast, before) = (text == "." ? before : "", text == "::", "");
            }
        }

        End();
        return new JoinColumns([.. all.Distinct(StringComparer.Ordinal)], [.. equal.Distinct(StringComparer.Ordinal)], [.. plain.Distinct(StringComparer.Ordinal)]);

        void End()
        {
            all.AddRange(names);
            if (isEqual)
            {
                equal.AddRange(names);
                plain.AddRange(isPlain ? names : []);
            }

            (names, isEqual, isPlain, cast, before, qualifier) = ([], false, true, false, "", "");
        }
    }

    /// <summary>True when not all of it must hold, so that an index for one part does not serve the whole.</summary>
    public static bool HasAlternatives(string condition)
    {
        var tokens = new SqlTokenizer(condition);
        while (tokens.Read())
        {
            if (tokens.Kind == SqlTokenKind.Word && tokens.Text.Equals("or", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsConnective(string word) => word.Equals("and", StringComparison.OrdinalIgnoreCase) || word.Equals("or", StringComparison.OrdinalIgnoreCase);

    private static bool IsOf(string named, string alias, bool isPart) =>
        named == alias || (isPart && alias.StartsWith(named, StringComparison.Ordinal) && alias.AsSpan(named.Length) is ['_', .. { Length: > 0 } number] && !number.ContainsAnyExceptInRange('0', '9'));

    private static string Unquoted(string name) => name is ['"', .., '"'] ? name[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : name;
}
