
namespace HealthKit.Npgsql.Databases;

/// <summary>Derives an index from a plan's filter: columns compared for equality first, then one that is compared by range.</summary>
internal static class IndexCandidate
{
    /// <summary>More columns make an index larger than they make it useful.</summary>
    public const int MostColumns = 3;

    /// <summary>The statement to run.</summary>
    public static string Statement(string table, string columns) => $"CREATE INDEX CONCURRENTLY ON {table} ({columns});";

    /// <summary>The columns, quoted as the server quoted them; null when the filter compares no plain column.</summary>
    public static string? ColumnsOf(string filter)
    {
        var (equal, ranged) = (new List<string>(), new List<string>());
        var tokens = new SqlTokenizer(filter);
        var (qualified, called, cast, column) = (false, false, false, (string?)null);
        while (tokens.Read())
        {
            var symbol = tokens.Kind == SqlTokenKind.Symbol;
            if (tokens.Kind is SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier)
            {
                // A type's name after "::" leaves the column what it was; a name before "(" is a function, and its argument no plain column.
                column = cast ? column : qualified ? tokens.Text.ToString() : null;
                called = !cast && !IsConnective(tokens.Text);
                qualified = false;
                continue;
            }

            if (symbol && column is not null && tokens.Text is "=" or "<" or ">" or "<=" or ">=")
            {
                (tokens.Text is "=" ? equal : ranged).Add(column!);
            }

            if (symbol && tokens.Text is "(" && called)
            {
                SkipArguments(ref tokens);
                column = null;
            }

            (qualified, cast, called) = (symbol && tokens.Text is ".", symbol && tokens.Text is "::", false);
            column = symbol && tokens.Text is ")" or "::" ? column : null;
        }

        string[] columns = [.. equal.Concat(ranged.Take(1)).Distinct().Take(MostColumns)];
        return columns.Length == 0 ? null : string.Join(", ", columns);
    }

    private static bool IsConnective(ReadOnlySpan<char> word) =>
        word.Equals("and", StringComparison.OrdinalIgnoreCase) || word.Equals("or", StringComparison.OrdinalIgnoreCase) || word.Equals("not", StringComparison.OrdinalIgnoreCase);

    private static void SkipArguments(ref SqlTokenizer tokens)
    {
        for (var depth = 1; depth > 0 && tokens.Read();)
        {
            depth += tokens.Kind != SqlTokenKind.Symbol ? 0 : tokens.Text is "(" ? 1 : tokens.Text is ")" ? -1 : 0;
        }
    }
}
