namespace HealthKit.Npgsql.Sql;

/// <summary>
/// Finds the names that stand where a command's text chooses its rows: in a WHERE or HAVING, and those that the ON of a join compares with a value. What it only selects,
/// sorts by, sets or joins by is none of them, nor what must merely be there (IS NOT NULL).
/// </summary>
internal static class SqlConditions
{
    private const int MostNames = 256;

    private static readonly HashSet<string> Others = new(StringComparer.OrdinalIgnoreCase)
    {
        "select", "from", "join", "left", "right", "inner", "cross", "full", "lateral", "using", "set", "group", "order", "limit", "offset", "returning", "values", "union", "intersect", "except", "window", "fetch", "conflict",
    };

    // What a condition is made of beside names and values.
    private static readonly HashSet<string> Keywords = new(StringComparer.OrdinalIgnoreCase)
    {
        "all", "any", "as", "asc", "at", "between", "case", "collate", "desc", "distinct", "else", "end", "escape", "exists", "false", "from", "ilike", "in", "interval", "is", "like", "not", "null", "nulls", "similar", "then", "time", "to", "true", "when", "zone",
    };

    private enum Clause
    {
        Other,
        Where,
        On,
    }

    /// <summary>The names, folded to lower case unless they were quoted; null where they are too many to be kept.</summary>
    public static IReadOnlySet<string>? Of(ReadOnlySpan<char> sql)
    {
        var reader = new Reader();
        var tokens = new SqlTokenizer(sql);
        while (tokens.Read())
        {
            reader.Add(tokens);
        }

        reader.End();
        return reader.Names.Count < MostNames ? reader.Names : null;
    }

    private sealed class Reader
    {
        private readonly Stack<Clause> _outer = new();
        private Clause _clause;
        private string? _name;
        private string? _left;
        private string? _presumed;
        private string _last = "";
        private bool _value;

        public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

        public void Add(SqlTokenizer token)
        {
            var symbol = token.Kind == SqlTokenKind.Symbol ? token.Text.ToString() : null;
            var word = token.Kind == SqlTokenKind.Word ? token.Text.ToString() : null;
            Settle(symbol, word);
            if (symbol is not null)
            {
                Open(symbol);
            }
            else if (word is not null && _last != "." && Enter(word))
            {
                (_left, _value) = (null, false);
            }
            else if (word is not null && _last != "." && Keywords.Contains(word))
            {
                _name = null;
            }
            else if (word is not null || token.Kind == SqlTokenKind.QuotedIdentifier)
            {
                _name = word?.ToLowerInvariant() ?? token.Text.Trim('"').ToString().Replace("\"\"", "\"", StringComparison.Ordinal);
            }
            else
            {
                Compare(_left);
                _value = true;
            }

            _last = symbol ?? word ?? "";
        }

        public void End() => Settle(null, null);

        // A name is whole once the next token is there: of "o.id" the second counts, and what is called is no column.
        private void Settle(string? symbol, string? word)
        {
            if (_presumed is not null && word is not null && Is(word, "null") && Is(_last, "not"))
            {
                Names.Remove(_presumed);
            }

            _presumed = _presumed is not null && word is not null && (Is(word, "is") || Is(word, "not")) ? _presumed : null;
            if (_name is null)
            {
                return;
            }

            if (symbol is not ("." or "("))
            {
                Take(_name, word);
            }

            _name = null;
        }

        private void Take(string name, string? next)
        {
            if (_clause == Clause.Where)
            {
                _presumed = Names.Add(name) && next is not null && Is(next, "is") ? name : null;
            }
            else if (_clause == Clause.On)
            {
                if (_value)
                {
                    Names.Add(name);
                }

                (_left, _value) = (name, false);
            }
        }

        private void Compare(string? name)
        {
            if (name is not null)
            {
                Names.Add(name);
            }

            _left = null;
        }

        private void Open(string symbol)
        {
            switch (symbol)
            {
                case "(":
                    _outer.Push(_clause);
                    break;
                case ")":
                    _clause = _outer.TryPop(out var outer) ? outer : Clause.Other;
                    break;
                case ";":
                    (_clause, _left, _value) = (Clause.Other, null, false);
                    _outer.Clear();
                    break;
            }
        }

        // True for a word that begins another part, or joins two conditions.
        private bool Enter(string word)
        {
            if (Is(word, "where") || Is(word, "having"))
            {
                _clause = Clause.Where;
            }
            else if (Is(word, "on"))
            {
                _clause = Clause.On;
            }
            else if (Others.Contains(word) && !(Is(word, "from") && Is(_last, "distinct")))
            {
                _clause = Clause.Other;
            }
            else
            {
                return Is(word, "and") || Is(word, "or");
            }

            return true;
        }

        private static bool Is(string word, string other) => word.Equals(other, StringComparison.OrdinalIgnoreCase);
    }
}
