using System.Text;

namespace HealthKit.Sql;

/// <summary>
/// Folds SQL to what its shape is: comments and blanks gone, unquoted names in lower case, literals and parameters a "?", a list of them one, a list of
/// rows one row, and of equal statements in a row one: an INSERT of ten rows is no other than one of a hundred.
/// Both hashes come from the same pass; the text only when somebody asks for it.
/// </summary>
internal ref struct SqlNormalizer(ReadOnlySpan<char> sql, StringBuilder? text)
{
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    private SqlTokenizer _tokens = new(sql);
    private ulong _hash = Offset;
    private ulong _literalHash = Offset;
    private int _statements;
    private bool _inStatement;
    private bool _hasLiterals;
    private SqlCommandKind _kind;
    private Emitted _last;
    private Emitted _beforeLast;
    private char _lastCharacter;
    private bool _afterRowCount;
    private bool _afterSelect;
    private SessionValue _session;
    private Row _row;
    private int _rowKinds;
    private Mark _statementStart;
    private ulong _statementHash;
    private ulong _lastStatementHash;

    private enum Emitted : byte
    {
        Nothing,
        Word,
        Symbol,
        Open,
        Close,
        Comma,
        Parameter,
        Number,
        Text,
    }

    // Of a parenthesis that holds values and nothing else.
    private enum Row : byte
    {
        None,
        Open,
        Values,
        Closed,
    }

    // What a statement about the session sets or names is a value, written as a word: SET ROLE alice, LISTEN tenant_42.
    private enum SessionValue : byte
    {
        None,
        AfterSetting,
        Name,
        Rest,
        Gone,
    }

    /// <summary>The normalised text, cut after <paramref name="longest"/> characters; it holds no literal.</summary>
    public static string TextOf(ReadOnlySpan<char> sql, int longest)
    {
        var text = new StringBuilder(Math.Min(sql.Length, longest));
        _ = new SqlNormalizer(sql.Length > SqlFingerprint.LongestText ? sql[..SqlFingerprint.LongestText] : sql, text).Run();
        return text.Length <= longest ? text.ToString() : string.Concat(text.ToString(0, longest), " …");
    }

    /// <summary>Reads it all.</summary>
    public SqlFingerprint Run()
    {
        // A separator is added only when something follows it, so "select 1" and "select 1;" are one.
        var pendingSeparator = false;
        while (_tokens.Read())
        {
            if (_tokens.Kind == SqlTokenKind.Symbol && _tokens.Length == 1 && _tokens.Text[0] == ';')
            {
                pendingSeparator = _inStatement;
                continue;
            }

            if (pendingSeparator)
            {
                EndStatement();
                Add(";", Emitted.Symbol);
                (pendingSeparator, _inStatement) = (false, false);
            }

            if (!_inStatement)
            {
                _inStatement = true;
                _statements++;
                _kind = SqlCommandKinds.Weightier(_kind, SqlCommandKinds.Of(_tokens));
                _statementHash = Offset;
                Take();
                _session = SessionOf(_tokens);
            }
            else if (_session == SessionValue.None || !IsSessionValue())
            {
                Take();
            }

            _afterRowCount = IsRowCount(_tokens);
            _afterSelect = _tokens.Kind == SqlTokenKind.Word && Is(_tokens.Text, "select");
        }

        EndStatement();
        return new SqlFingerprint(Mix(_hash), Mix(_literalHash), _statements, _hasLiterals, _kind);
    }

    // Equal statements in a row, as a mapper sends for the rows it saves, are one: the text goes back to where the second began.
    private void EndStatement()
    {
        if (_statements > 1 && _statementHash == _lastStatementHash)
        {
            (_hash, _literalHash, _last, _beforeLast, _lastCharacter) = (_statementStart.Hash, _statementStart.LiteralHash, _statementStart.Last, _statementStart.BeforeLast, _statementStart.LastCharacter);
            if (text is not null)
            {
                text.Length = _statementStart.Length;
            }
        }

        _lastStatementHash = _statementHash;
        _statementStart = new Mark(_hash, _literalHash, _last, _beforeLast, _lastCharacter, text?.Length ?? 0);
    }

    private static SessionValue SessionOf(SqlTokenizer token) =>
        token.Kind != SqlTokenKind.Word ? SessionValue.None
        : Is(token.Text, "set") ? SessionValue.AfterSetting
        : Is(token.Text, "declare") ? SessionValue.Name
        : Is(token.Text, "listen") || Is(token.Text, "unlisten") || Is(token.Text, "notify") || Is(token.Text, "savepoint") || Is(token.Text, "release")
            || Is(token.Text, "fetch") || Is(token.Text, "move") || Is(token.Text, "close") || Is(token.Text, "deallocate") ? SessionValue.Rest
        : SessionValue.None;

    private bool IsSessionValue()
    {
        switch (_session)
        {
            case SessionValue.AfterSetting:
                _session = _tokens.Text is "=" || IsOneOf("to", "role", "authorization", "zone") ? SessionValue.Rest
                    : IsOneOf("transaction", "characteristics", "constraints") ? SessionValue.None
                    : SessionValue.AfterSetting;
                return false;
            case SessionValue.Gone:
                return true;
            default:
                _session = _session == SessionValue.Name ? SessionValue.None : SessionValue.Gone;
                _hasLiterals = true;
                AddValue(Emitted.Text);
                return true;
        }
    }

    private readonly bool IsOneOf(string one, string two, string three, string four = "") =>
        _tokens.Kind == SqlTokenKind.Word && (Is(_tokens.Text, one) || Is(_tokens.Text, two) || Is(_tokens.Text, three) || Is(_tokens.Text, four));

    private void Take()
    {
        switch (_tokens.Kind)
        {
            case SqlTokenKind.Parameter:
                AddValue(Emitted.Parameter);
                break;
            case SqlTokenKind.Number:
                _hasLiterals |= !IsShape();
                AddValue(Emitted.Number);
                break;
            case SqlTokenKind.Text:
                _hasLiterals = true;
                AddValue(Emitted.Text);
                break;
            case SqlTokenKind.Symbol:
                if (_row == Row.Closed && _tokens.Text is "," && SkipsRow())
                {
                    return;
                }

                Add(_tokens.Text, _tokens.Text switch { "(" or "[" => Emitted.Open, ")" or "]" => Emitted.Close, "," => Emitted.Comma, _ => Emitted.Symbol });
                break;
            default:
                Add(_tokens.Text, Emitted.Word);
                break;
        }

        FollowRow();
    }

    private void FollowRow()
    {
        var isValue = KindBit(_tokens.Kind) != 0 || (_row == Row.Open && IsWordOfRow(_tokens));
        if (_tokens.Kind == SqlTokenKind.Symbol && _tokens.Text is "(")
        {
            (_row, _rowKinds) = (Row.Open, 0);
        }
        else if (isValue && _row is Row.Open or Row.Values)
        {
            (_row, _rowKinds) = (Row.Values, _rowKinds | KindBit(_tokens.Kind));
        }
        else if (_row == Row.Values)
        {
            _row = _tokens.Kind == SqlTokenKind.Symbol && _tokens.Text is ")" ? Row.Closed : IsPartOfRow(_tokens) ? Row.Values : Row.None;
        }
        else
        {
            _row = Row.None;
        }
    }

    // After a row: another one that holds values alone adds nothing but the kinds of values that the rows before it did not have.
    private bool SkipsRow()
    {
        var ahead = _tokens;
        if (!ahead.Read() || ahead.Kind != SqlTokenKind.Symbol || ahead.Text is not "(")
        {
            return false;
        }

        var kinds = 0;
        while (ahead.Read())
        {
            if (ahead.Kind == SqlTokenKind.Symbol && ahead.Text is ")")
            {
                Take(kinds);
                _tokens = ahead;
                return true;
            }

            if (!IsPartOfRow(ahead))
            {
                return false;
            }

            kinds |= KindBit(ahead.Kind);
        }

        return false;
    }

    private void Take(int kinds)
    {
        _hasLiterals |= (kinds & ~KindBit(SqlTokenKind.Parameter)) != 0;
        for (var fresh = kinds & ~_rowKinds; fresh != 0; fresh &= fresh - 1)
        {
            _literalHash = Step(_literalHash, (char)(0xE100 + (fresh & -fresh)));
        }

        _rowKinds |= kinds;
    }

    private static bool IsPartOfRow(SqlTokenizer token) =>
        KindBit(token.Kind) != 0 || IsWordOfRow(token) || (token.Kind == SqlTokenKind.Symbol && token.Text is "," or "-" or "+");

    private static bool IsWordOfRow(SqlTokenizer token) =>
        token.Kind == SqlTokenKind.Word && (Is(token.Text, "default") || Is(token.Text, "null") || Is(token.Text, "true") || Is(token.Text, "false"));

    private static int KindBit(SqlTokenKind kind) => kind switch
    {
        SqlTokenKind.Parameter => 1,
        SqlTokenKind.Number => 2,
        SqlTokenKind.Text => 4,
        _ => 0,
    };

    // A number of rows, and the 1 of EXISTS (SELECT 1 …), belong to the program's text: every mapper writes them, and nobody types them.
    private readonly bool IsShape() => _afterRowCount || (_afterSelect && _tokens.Text is "1");

    private static bool IsRowCount(SqlTokenizer token) => token.Kind == SqlTokenKind.Word
        && (Is(token.Text, "limit") || Is(token.Text, "offset") || Is(token.Text, "first") || Is(token.Text, "next"));

    private void AddValue(Emitted value)
    {
        var inList = _last == Emitted.Comma && _beforeLast >= Emitted.Parameter;
        if (!inList)
        {
            Separate(value);
            text?.Append('?');
            _hash = Step(_hash, '?');
            _literalHash = Step(_literalHash, (char)(0xE000 + (int)value));
            _statementHash = Step(_statementHash, (char)(0xE000 + (int)value));
            (_beforeLast, _last, _lastCharacter) = (_last, value, '?');
            return;
        }

        // "?, ?" becomes "?": the comma that was already added goes again, which for a hash means that commas after a value are added late.
        if (_beforeLast != value)
        {
            _literalHash = Step(_literalHash, (char)(0xE000 + (int)value));
        }

        (_beforeLast, _last, _lastCharacter) = (Emitted.Nothing, value, '?');
    }

    private void Add(ReadOnlySpan<char> token, Emitted kind)
    {
        if (kind == Emitted.Comma && _last >= Emitted.Parameter)
        {
            (_beforeLast, _last) = (_last, Emitted.Comma);
            return;
        }

        if (_last == Emitted.Comma && _beforeLast >= Emitted.Parameter)
        {
            AddText(",", Emitted.Comma);
        }

        AddText(token, kind);
    }

    private void AddText(ReadOnlySpan<char> token, Emitted kind)
    {
        Separate(kind);
        var fold = kind == Emitted.Word && _tokens.Kind == SqlTokenKind.Word;
        foreach (var value in token)
        {
            var character = fold && char.IsAsciiLetterUpper(value) ? (char)(value | 0x20) : value;
            text?.Append(character);
            _hash = Step(_hash, character);
            _literalHash = Step(_literalHash, character);
            _statementHash = Step(_statementHash, character);
        }

        (_beforeLast, _last, _lastCharacter) = (_last, kind, token[^1]);
    }

    private void Separate(Emitted next)
    {
        _hash = Step(_hash, '\0');
        _literalHash = Step(_literalHash, '\0');
        _statementHash = Step(_statementHash, '\0');
        var glued = _last is Emitted.Nothing or Emitted.Open || next is Emitted.Close or Emitted.Comma
            || _lastCharacter is '.' or ':' || (next == Emitted.Open && _last == Emitted.Word)
            || (next == Emitted.Symbol && _tokens.Text is "." or "::" or ";");
        if (!glued)
        {
            text?.Append(' ');
        }
    }

    private static ulong Step(ulong hash, char value) => (hash ^ value) * Prime;

    private static ulong Mix(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCD;
        hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53;
        return hash ^ (hash >> 33);
    }

    private static bool Is(ReadOnlySpan<char> word, string keyword) => word.Equals(keyword, StringComparison.OrdinalIgnoreCase);

    private readonly record struct Mark(ulong Hash, ulong LiteralHash, Emitted Last, Emitted BeforeLast, char LastCharacter, int Length);
}
