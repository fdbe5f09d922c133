namespace HealthKit.Sql;

/// <summary>
/// Cuts SQL of PostgreSQL into tokens in one pass and without allocating. Every branch moves on by at least one character and nothing
/// unterminated is an error: it lasts to the end of the text.
/// </summary>
internal ref struct SqlTokenizer(ReadOnlySpan<char> sql)
{
    private const string OperatorCharacters = "+-*/<>=~!@#%^&|`?";

    private readonly ReadOnlySpan<char> _sql = sql;
    private int _position;

    /// <summary>What the current token is.</summary>
    public SqlTokenKind Kind { get; private set; }

    /// <summary>Where it begins.</summary>
    public int Start { get; private set; }

    /// <summary>Its length in characters.</summary>
    public readonly int Length => _position - Start;

    /// <summary>Its characters.</summary>
    public readonly ReadOnlySpan<char> Text => _sql[Start.._position];

    /// <summary>Moves to the next token; false at the end.</summary>
    public bool Read()
    {
        SkipBlanks();
        Start = _position;
        if (_position >= _sql.Length)
        {
            return false;
        }

        var first = _sql[_position++];
        Kind = first switch
        {
            '\'' => ReadQuoted('\'', backslash: false, SqlTokenKind.Text),
            '"' => ReadQuoted('"', backslash: false, SqlTokenKind.QuotedIdentifier),
            '$' => ReadDollar(),
            // Entity Framework names what a closure holds by the closure's field: @8__locals1_id.
            '@' when IsWordStart(Peek(0)) || char.IsAsciiDigit(Peek(0)) => ReadParameter(),
            ':' when IsWordStart(Peek(0)) => ReadParameter(),
            '.' when char.IsAsciiDigit(Peek(0)) => ReadNumber(),
            _ when char.IsAsciiDigit(first) => ReadNumber(),
            _ when IsWordStart(first) => ReadWord(),
            ':' => ReadColon(),
            _ when OperatorCharacters.Contains(first, StringComparison.Ordinal) => ReadOperator(first),
            _ => SqlTokenKind.Symbol,
        };
        return true;
    }

    private static bool IsWordStart(char value) => char.IsAsciiLetter(value) || value == '_' || value >= '\u0080';

    private static bool IsWordPart(char value) => IsWordStart(value) || char.IsAsciiDigit(value) || value == '$';

    private readonly char Peek(int ahead) => _position + ahead < _sql.Length ? _sql[_position + ahead] : '\0';

    private void SkipBlanks()
    {
        while (_position < _sql.Length)
        {
            var value = _sql[_position];
            if (char.IsWhiteSpace(value) || value == '\0')
            {
                _position++;
            }
            else if (value == '-' && Peek(1) == '-')
            {
                var end = _sql[_position..].IndexOfAny('\n', '\r');
                _position = end < 0 ? _sql.Length : _position + end + 1;
            }
            else if (value == '/' && Peek(1) == '*')
            {
                SkipComment();
            }
            else
            {
                return;
            }
        }
    }

    private void SkipComment()
    {
        var depth = 1;
        _position += 2;
        while (depth > 0 && _position < _sql.Length)
        {
            var (value, next) = (_sql[_position], Peek(1));
            var step = value == '/' && next == '*' ? 1 : value == '*' && next == '/' ? -1 : 0;
            depth += step;
            _position += step == 0 ? 1 : 2;
        }
    }

    private SqlTokenKind ReadQuoted(char quote, bool backslash, SqlTokenKind kind)
    {
        while (_position < _sql.Length)
        {
            var value = _sql[_position++];
            if (backslash && value == '\\')
            {
                _position = Math.Min(_position + 1, _sql.Length);
            }
            else if (value == quote)
            {
                if (Peek(0) != quote)
                {
                    break;
                }

                _position++;
            }
        }

        return kind;
    }

    private SqlTokenKind ReadDollar()
    {
        var end = _position;
        while (end < _sql.Length && char.IsAsciiDigit(_sql[end]))
        {
            end++;
        }

        if (end > _position)
        {
            _position = end;
            return SqlTokenKind.Parameter;
        }

        if (IsWordStart(Peek(0)))
        {
            while (end < _sql.Length && (IsWordStart(_sql[end]) || char.IsAsciiDigit(_sql[end])))
            {
                end++;
            }
        }

        if (end >= _sql.Length || _sql[end] != '$')
        {
            return SqlTokenKind.Symbol;
        }

        var tag = _sql[Start..(end + 1)];
        var close = _sql[(end + 1)..].IndexOf(tag);
        _position = close < 0 ? _sql.Length : end + 1 + close + tag.Length;
        return SqlTokenKind.Text;
    }

    private SqlTokenKind ReadParameter()
    {
        SkipWordParts();
        return SqlTokenKind.Parameter;
    }

    private SqlTokenKind ReadNumber()
    {
        while (_position < _sql.Length)
        {
            var value = _sql[_position];
            var exponentSign = value is '+' or '-' && _sql[_position - 1] is 'e' or 'E' && !IsHexadecimal();
            if (!char.IsAsciiLetterOrDigit(value) && value is not ('.' or '_') && !exponentSign)
            {
                break;
            }

            _position++;
        }

        return SqlTokenKind.Number;
    }

    private readonly bool IsHexadecimal() => Start + 1 < _sql.Length && _sql[Start + 1] is 'x' or 'X';

    private SqlTokenKind ReadWord()
    {
        SkipWordParts();
        var word = Text;
        if (word is ['u' or 'U'] && Peek(0) == '&' && Peek(1) is '\'' or '"')
        {
            _position += 2;
            return _sql[_position - 1] == '"'
                ? ReadQuoted('"', backslash: false, SqlTokenKind.QuotedIdentifier)
                : ReadQuoted('\'', backslash: false, SqlTokenKind.Text);
        }

        if (word is ['e' or 'E' or 'b' or 'B' or 'x' or 'X' or 'n' or 'N'] && Peek(0) == '\'')
        {
            _position++;
            return ReadQuoted('\'', backslash: word[0] is 'e' or 'E', SqlTokenKind.Text);
        }

        return SqlTokenKind.Word;
    }

    private void SkipWordParts()
    {
        while (_position < _sql.Length && IsWordPart(_sql[_position]))
        {
            _position++;
        }
    }

    private SqlTokenKind ReadColon()
    {
        if (Peek(0) is ':' or '=')
        {
            _position++;
        }

        return SqlTokenKind.Symbol;
    }

    private SqlTokenKind ReadOperator(char first)
    {
        var previous = first;
        while (_position < _sql.Length && OperatorCharacters.Contains(_sql[_position], StringComparison.Ordinal))
        {
            var (value, next) = (_sql[_position], Peek(1));
            var comment = (value == '-' && next == '-') || (value == '/' && next == '*');
            var parameter = value == '@' && IsWordStart(next) && previous is not ('@' or '<');
            if (comment || parameter)
            {
                break;
            }

            previous = value;
            _position++;
        }

        return SqlTokenKind.Symbol;
    }
}
