using System.Globalization;
using System.Text;

namespace HealthKit.Npgsql.Sql;

/// <summary>Rewrites a command's text so that the server can PREPARE it: named parameters become numbered ones, statement by statement.</summary>
/// <param name="Text">One statement with $1, $2, ….</param>
/// <param name="Parameters">How many parameters it has.</param>
internal sealed record PlannableSql(string Text, int Parameters)
{
    /// <summary>Statements of one command that are planned; of a batch of equal ones, one is.</summary>
    public const int MostStatements = 20;

    /// <summary>The statements of a command that have a plan, equal ones once; null when they are too many.</summary>
    public static IReadOnlyList<PlannableSql>? All(string sql)
    {
        var all = new List<PlannableSql>();
        var writer = new Writer(sql);
        var tokens = new SqlTokenizer(sql);
        while (tokens.Read())
        {
            if (tokens.Kind == SqlTokenKind.Symbol && tokens.Text is ";")
            {
                Add(all, writer.End(tokens.Start));
                writer.Clear();
            }
            else
            {
                writer.Add(tokens);
            }
        }

        Add(all, writer.End(sql.Length));
        return all.Count <= MostStatements ? all : null;
    }

    // What sets up the session before the query has none.
    private static void Add(List<PlannableSql> all, PlannableSql? statement)
    {
        if (statement is not null && SqlFingerprint.Of(statement.Text).Kind == SqlCommandKind.Query && all.Count <= MostStatements && !all.Contains(statement))
        {
            all.Add(statement);
        }
    }

    private sealed class Writer(string sql)
    {
        private readonly StringBuilder _text = new(sql.Length + 8);
        private readonly Dictionary<string, int> _names = new(StringComparer.OrdinalIgnoreCase);
        private int _highest;
        private int _copied = -1;

        public void Clear()
        {
            (_copied, _highest) = (-1, 0);
            _text.Clear();
            _names.Clear();
        }

        public void Add(SqlTokenizer token)
        {
            _copied = _copied < 0 ? token.Start : _copied;
            if (token.Kind == SqlTokenKind.Parameter)
            {
                AddParameter(token);
            }
        }

        public PlannableSql? End(int end)
        {
            if (_copied < 0)
            {
                return null;
            }

            _text.Append(sql, _copied, end - _copied);
            return new PlannableSql(_text.ToString().TrimEnd(), Math.Max(_highest, _names.Count));
        }

        private void AddParameter(SqlTokenizer parameter)
        {
            if (parameter.Text[0] == '$')
            {
                _highest = int.TryParse(parameter.Text[1..], CultureInfo.InvariantCulture, out var given) ? Math.Max(_highest, given) : _highest;
                return;
            }

            _text.Append(sql, _copied, parameter.Start - _copied);
            _copied = parameter.Start + parameter.Length;
            var name = parameter.Text[1..].ToString();
            if (!_names.TryGetValue(name, out var number))
            {
                _names.Add(name, number = _names.Count + 1);
            }

            _text.Append('$').Append(number.ToString(CultureInfo.InvariantCulture));
        }
    }
}
