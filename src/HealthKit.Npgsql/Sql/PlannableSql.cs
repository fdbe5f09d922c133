using System.Globalization;
using System.Text;

namespace HealthKit.Npgsql.Sql;

/// <summary>A statement of a command, written so that the server can PREPARE it: named parameters become numbered ones.</summary>
/// <param name="Text">One statement with $1, $2, ….</param>
/// <param name="Parameters">How many parameters it has.</param>
internal sealed record PlannableSql(string Text, int Parameters)
{
    /// <summary>The statements of a text, each by itself.</summary>
    public static IReadOnlyList<PlannableSql> Of(string sql)
    {
        var statements = new List<PlannableSql>();
        var current = new StringBuilder(sql.Length + 8);
        var names = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var (highest, copied) = (0, 0);
        var tokens = new SqlTokenizer(sql);
        while (tokens.Read())
        {
            if (tokens.Kind == SqlTokenKind.Symbol && tokens.Text is ";")
            {
                End(tokens.Start);
                copied = tokens.Start + tokens.Length;
            }
            else if (tokens.Kind == SqlTokenKind.Parameter && tokens.Text[0] == '$')
            {
                highest = int.TryParse(tokens.Text[1..], CultureInfo.InvariantCulture, out var number) ? Math.Max(highest, number) : highest;
            }
            else if (tokens.Kind == SqlTokenKind.Parameter)
            {
                current.Append(sql, copied, tokens.Start - copied);
                copied = tokens.Start + tokens.Length;
                var name = tokens.Text[1..].ToString();
                if (!names.TryGetValue(name, out var number))
                {
                    names.Add(name, number = names.Count + 1);
                }

                current.Append('$').Append(number.ToString(CultureInfo.InvariantCulture));
            }
        }

        End(sql.Length);
        return statements;

        void End(int end)
        {
            var text = current.Append(sql, copied, end - copied).ToString().Trim();
            if (text.Length > 0)
            {
                statements.Add(new PlannableSql(text, Math.Max(highest, names.Count)));
            }

            current.Clear();
            names.Clear();
            highest = 0;
        }
    }
}
