using HealthKit.Sql;

namespace HealthKit.Migrations;

/// <summary>Cuts a script into statements. What psql alone understands is left out, but for includes, which nobody can follow here.</summary>
internal static class MigrationScript
{
    /// <summary>The statements of a script.</summary>
    public static IReadOnlyList<SqlStatement> Read(string sql, int firstLine = 1)
    {
        var text = WithoutPsql(sql);
        var (statements, tokens) = (new List<SqlStatement>(), new List<SqlToken>());
        var reader = new SqlTokenizer(text);
        var (line, counted, body) = (firstLine, 0, false);
        while (reader.Read())
        {
            line += text.AsSpan(counted, reader.Start - counted).Count('\n');
            counted = reader.Start;
            var word = reader.Text.ToString();
            var token = new SqlToken(reader.Kind, reader.Kind == SqlTokenKind.Word ? word.ToLowerInvariant() : word, line);

            // The body of a function in SQL's own form holds semicolons; it ends with END.
            body = body ? !token.Is("end") : token.Is("atomic") && tokens is [.., { Text: "begin" }];
            if (!body && token.Is(";"))
            {
                Add(statements, ref tokens);
            }
            else
            {
                tokens.Add(token);
            }
        }

        Add(statements, ref tokens);
        return statements;
    }

    /// <summary>True when the script includes another file.</summary>
    public static bool Includes(string sql) => sql.Split('\n').Any(static line => line.TrimStart() is ['\\', 'i', ..]);

    private static void Add(List<SqlStatement> statements, ref List<SqlToken> tokens)
    {
        if (tokens.Count > 0)
        {
            statements.Add(new SqlStatement(tokens));
            tokens = [];
        }
    }

    // Lines stay where they are, so that their numbers do.
    private static string WithoutPsql(string sql)
    {
        if (!sql.Contains('\\', StringComparison.Ordinal))
        {
            return sql;
        }

        var lines = sql.Split('\n');
        var data = false;
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (data)
            {
                data = line != "\\.";
                lines[i] = "";
            }
            else if (line.StartsWith('\\'))
            {
                lines[i] = "";
            }
            else
            {
                data = line.StartsWith("copy ", StringComparison.OrdinalIgnoreCase) && line.EndsWith("from stdin;", StringComparison.OrdinalIgnoreCase);
            }
        }

        return string.Join('\n', lines);
    }
}
