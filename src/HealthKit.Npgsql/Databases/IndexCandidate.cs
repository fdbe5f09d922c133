using HealthKit.Npgsql.Sql;

namespace HealthKit.Npgsql.Databases;

/// <summary>Derives an index from a plan's filter: columns compared for equality first, then one that is compared by range.</summary>
internal static class IndexCandidate
{
    private const int MostColumns = 3;

    /// <summary>The statement to run; null when the filter compares no plain column.</summary>
    public static string? For(string table, string filter)
    {
        var (equal, ranged) = (new List<string>(), new List<string>());
        var tokens = new SqlTokenizer(filter);
        var (qualified, column) = (false, (string?)null);
        while (tokens.Read())
        {
            if (tokens.Kind is SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier)
            {
                column = qualified ? tokens.Text.ToString() : null;
                qualified = false;
            }
            else if (tokens.Kind == SqlTokenKind.Symbol)
            {
                qualified = tokens.Text is ".";
                if (column is not null && tokens.Text is "=" or "<" or ">" or "<=" or ">=")
                {
                    (tokens.Text is "=" ? equal : ranged).Add(column!);
                }

                column = tokens.Text is ")" ? column : null;
            }
            else
            {
                (qualified, column) = (false, null);
            }
        }

        string[] columns = [.. equal.Concat(ranged.Take(1)).Distinct().Take(MostColumns)];
        return columns.Length == 0 ? null : $"CREATE INDEX CONCURRENTLY ON {table} ({string.Join(", ", columns)});";
    }
}
