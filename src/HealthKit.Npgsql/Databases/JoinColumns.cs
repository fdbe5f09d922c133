namespace HealthKit.Npgsql.Databases;

/// <summary>Reads which columns of a table a join's condition compares for equality.</summary>
internal static class JoinColumns
{
    /// <summary>The columns, quoted as the server quoted them.</summary>
    /// <param name="condition">The condition as EXPLAIN VERBOSE prints it, every column with its table's alias.</param>
    /// <param name="alias">The table's alias, not quoted.</param>
    /// <param name="isPart">True for a part of a table: its alias is that of the table with a number behind it, and conditions name the table's.</param>
    /// <returns>All of them, and those that are compared as they are rather than within an expression.</returns>
    public static (IReadOnlyList<string> All, IReadOnlyList<string> Plain) Of(string condition, string alias, bool isPart)
    {
        var (all, plain) = (new List<string>(), new List<string>());
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
        return ([.. all.Distinct(StringComparer.Ordinal)], [.. plain.Distinct(StringComparer.Ordinal)]);

        void End()
        {
            if (isEqual)
            {
                all.AddRange(names);
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
