using System.Globalization;
using System.Text;

namespace HealthKit.Npgsql.Sql;

/// <summary>Rewrites a command's text so that the server can PREPARE it: named parameters become numbered ones.</summary>
/// <param name="Text">One statement with $1, $2, ….</param>
/// <param name="Parameters">How many parameters it has.</param>
internal sealed record PlannableSql(string Text, int Parameters)
{
    /// <summary>The rewritten text; null when it is not exactly one statement.</summary>
    public static PlannableSql? From(string sql)
    {
        var text = new StringBuilder(sql.Length + 8);
        var names = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var (highest, copied, ended) = (0, 0, false);
        var tokens = new SqlTokenizer(sql);
        while (tokens.Read())
        {
            if (ended)
            {
                return null;
            }

            if (tokens.Kind == SqlTokenKind.Symbol && tokens.Text is ";")
            {
                text.Append(sql, copied, tokens.Start - copied);
                ended = true;
            }
            else if (tokens.Kind == SqlTokenKind.Parameter && tokens.Text[0] == '$')
            {
                highest = int.TryParse(tokens.Text[1..], CultureInfo.InvariantCulture, out var number) ? Math.Max(highest, number) : highest;
            }
            else if (tokens.Kind == SqlTokenKind.Parameter)
            {
                text.Append(sql, copied, tokens.Start - copied);
                copied = tokens.Start + tokens.Length;
                var name = tokens.Text[1..].ToString();
                if (!names.TryGetValue(name, out var number))
                {
                    names.Add(name, number = names.Count + 1);
                }

                text.Append('$').Append(number.ToString(CultureInfo.InvariantCulture));
            }
        }

        if (!ended)
        {
            text.Append(sql, copied, sql.Length - copied);
        }

        return new PlannableSql(text.ToString(), Math.Max(highest, names.Count));
    }
}
