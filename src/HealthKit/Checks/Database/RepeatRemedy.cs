using HealthKit.Sql;

namespace HealthKit.Checks;

/// <summary>What takes the place of a statement that runs once for each row: the one statement, or batch, that does the same for all of them.</summary>
internal static class RepeatRemedy
{
    /// <summary>The remedy for a normalised text; null where it does not begin like a query.</summary>
    public static string? For(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var tokens = Tokens(text);
        var table = tokens.Count == 0 ? null : tokens[0] switch
        {
            "update" => NameAt(tokens, 1),
            "insert" => NameAt(tokens, 2),
            _ => NameAt(tokens, tokens.IndexOf("from") + 1),
        };
        var column = Column(tokens);
        return (tokens.FirstOrDefault(), table, column) switch
        {
            (null, _, _) or (_, null, _) => null,
            ("insert", _, _) => $"Send the rows of {table} in one round trip: one NpgsqlBatch, INSERT INTO {table} … SELECT … FROM unnest(@first, @second), or AddRange(…) before one SaveChanges().",
            ("update", _, { } key) => $"Send the changes of {table} in one round trip: UPDATE {table} SET … FROM unnest(@ids, @values) AS v (id, value) WHERE {table}.{key} = v.id, or one NpgsqlBatch.",
            ("update", _, _) => $"Send the changes of {table} in one NpgsqlBatch.",
            ("delete", _, { } key) => $"Delete the rows at once: DELETE FROM {table} WHERE {key} = ANY(@ids).",
            ("delete", _, _) => $"Send the deletes of {table} in one NpgsqlBatch.",
            ("select" or "with", _, { } key) => $"Read the rows of {table} at once: SELECT … FROM {table} WHERE {key} = ANY(@ids), or join {table} on {key} in the query that the loop runs over (Entity Framework: Include(…) or a projection).",
            ("select" or "with", _, _) => $"Join {table} in the query that the loop runs over, or read it once before the loop.",
            _ => null,
        };
    }

    private static List<string> Tokens(string text)
    {
        var tokens = new List<string>();
        var reader = new SqlTokenizer(text);
        while (reader.Read())
        {
            tokens.Add(reader.Text.ToString());
        }

        return tokens;
    }

    private static bool IsName(string token) => char.IsLetter(token[0]) || token[0] is '_' or '"';

    // A name with its schema; null where something else stands, such as a subquery.
    private static string? NameAt(List<string> tokens, int index)
    {
        if (index <= 0 || index >= tokens.Count || !IsName(tokens[index]))
        {
            return null;
        }

        var name = tokens[index];
        while (index + 2 < tokens.Count && tokens[index + 1] == "." && IsName(tokens[index + 2]))
        {
            name = $"{name}.{tokens[index + 2]}";
            index += 2;
        }

        return name;
    }

    // The column that the loop's variable is compared with: the last "column = ?" of the filter.
    private static string? Column(List<string> tokens)
    {
        var where = tokens.LastIndexOf("where");
        for (var i = tokens.Count - 2; where >= 0 && i > where + 1; i--)
        {
            if (tokens[i] == "=" && tokens[i + 1] == "?" && IsName(tokens[i - 1]))
            {
                return tokens[i - 1];
            }
        }

        return null;
    }
}
