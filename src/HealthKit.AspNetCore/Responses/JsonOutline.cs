using System.Buffers;
using System.Text;

namespace HealthKit.Responses;

/// <summary>
/// Follows the outline of a JSON document as its bytes pass, cut wherever they are cut: a collection with its items, an envelope around one, or one thing.
/// It keeps counters and the name of one property, looks no deeper than a list inside an envelope's wrapper, and never throws.
/// </summary>
/// <remarks>A malformed document may be taken for another; whoever wrote it sent no list that anybody could read.</remarks>
internal sealed class JsonOutline
{
    private const int LongestName = 32;
    private const int MostNames = 64;

    private static readonly SearchValues<byte> Structure = SearchValues.Create("\"{}[]"u8);
    private static readonly SearchValues<byte> StringEnds = SearchValues.Create("\"\\"u8);

    // The document, a wrapper inside it, the list inside that.
    private readonly JsonFrame[] _frames = new JsonFrame[3];
    private readonly byte[] _name = new byte[LongestName];
    private int _nameLength;
    private int _followed;
    private int _depth;
    private bool _inString;
    private bool _escaped;
    private bool _inName;
    private bool _inScalar;
    private bool _begun;
    private bool _broken;
    private bool _isList;
    private bool _more;
    private long _items;

    /// <summary>The items of the list, once <see cref="End"/> has said that it is one.</summary>
    public long Items => _items;

    /// <summary>True when the envelope says that there is more than what it holds.</summary>
    public bool More => _more;

    /// <summary>What the document was; nothing when it did not end.</summary>
    public JsonKind End() =>
        _broken || !_begun || _depth > 0 || _inString ? JsonKind.None
        : _isList ? JsonKind.List
        : JsonKind.Single;

    /// <summary>The next bytes of the document.</summary>
    public void Read(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0 && !_broken)
        {
            bytes = bytes[(_inString ? InString(bytes) : _depth > _followed ? Below(bytes) : Step(bytes[0]))..];
        }
    }

    private int InString(ReadOnlySpan<byte> bytes)
    {
        if (_escaped)
        {
            _escaped = false;
            Keep(bytes[..1]);
            return 1;
        }

        var end = bytes.IndexOfAny(StringEnds);
        Keep(end < 0 ? bytes : bytes[..end]);
        if (end < 0)
        {
            return bytes.Length;
        }

        _escaped = bytes[end] == (byte)'\\';
        if (!_escaped)
        {
            _inString = false;
            EndString();
        }

        return end + 1;
    }

    // Deeper than what is followed, only brackets matter, and strings that may hold some.
    private int Below(ReadOnlySpan<byte> bytes)
    {
        var next = bytes.IndexOfAny(Structure);
        if (next < 0)
        {
            return bytes.Length;
        }

        switch (bytes[next])
        {
            case (byte)'"':
                _inString = true;
                break;
            case (byte)'{' or (byte)'[':
                _depth++;
                break;
            default:
                _depth--;
                break;
        }

        return next + 1;
    }

    private int Step(byte symbol)
    {
        switch (symbol)
        {
            case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n':
                _inScalar = false;
                break;
            case (byte)'{' or (byte)'[':
                Open(symbol == (byte)'[');
                break;
            case (byte)'}' or (byte)']':
                Close();
                break;
            case (byte)',':
                _inScalar = false;
                Separate();
                break;
            case (byte)':':
                if (_followed > 0)
                {
                    _frames[_followed - 1].ExpectsName = false;
                }

                break;
            case (byte)'"':
                _inString = true;
                _inName = _followed > 0 && _frames[_followed - 1] is { IsArray: false, ExpectsName: true };
                _nameLength = 0;
                if (!_inName)
                {
                    Value(JsonValue.Text, symbol);
                }

                break;
            default:
                Scalar(symbol);
                break;
        }

        return 1;
    }

    private void Scalar(byte symbol)
    {
        if (!_inScalar)
        {
            _inScalar = true;
            Value(symbol switch { (byte)'t' => JsonValue.True, (byte)'f' => JsonValue.False, (byte)'n' => JsonValue.Null, _ => JsonValue.Number }, symbol);
        }
        else if (_followed > 0)
        {
            _frames[_followed - 1].Digit(symbol);
        }
    }

    private void Open(bool isArray)
    {
        Value(isArray ? JsonValue.Array : JsonValue.Object, 0);
        // Of arrays all that can be reached; of objects the document itself and what it wraps.
        var follow = _followed < _frames.Length && (_followed == 0 || (!_frames[_followed - 1].IsArray && (isArray || (_followed == 1 && _frames[0].Name == JsonName.Wrapper))));
        if (follow && _depth == _followed)
        {
            _frames[_followed++] = new JsonFrame { IsArray = isArray, ExpectsName = !isArray };
        }

        _depth++;
    }

    private void Close()
    {
        _inScalar = false;
        if (_depth == 0)
        {
            _broken = true;
            return;
        }

        _depth--;
        var ended = _frames[--_followed];
        if (ended.IsArray && _followed > 0)
        {
            _frames[_followed - 1].HoldsList(ended.Items);
        }
        else if (!_isList && ended.IsList)
        {
            (_isList, _items, _more) = (true, ended.Items, ended.SaysMore);
        }
        else if (_isList && _followed == 0)
        {
            _more |= ended.SaysMoreThan(_items);
        }
    }

    private void Separate()
    {
        if (_followed > 0)
        {
            _frames[_followed - 1].Next();
        }
    }

    private void Value(JsonValue value, byte symbol)
    {
        if (_followed > 0)
        {
            _frames[_followed - 1].Holds(value, symbol);
            return;
        }

        // A second document after the first, or something after its end, is none of JSON.
        _broken = _begun;
        _begun = true;
        _broken |= value is JsonValue.Number && symbol != (byte)'-' && !char.IsAsciiDigit((char)symbol);
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (_inName)
        {
            var kept = Math.Min(bytes.Length, LongestName - _nameLength);
            bytes[..kept].CopyTo(_name.AsSpan(_nameLength));
        }

        _nameLength += Math.Min(bytes.Length, LongestName - _nameLength);
    }

    private void EndString()
    {
        if (_depth != _followed || _followed == 0)
        {
            return;
        }

        ref var frame = ref _frames[_followed - 1];
        if (_inName)
        {
            frame.Named(frame.Names < MostNames ? JsonNames.Of(Encoding.UTF8.GetString(_name, 0, _nameLength)) : JsonName.Other);
            _inName = false;
        }
        else if (_nameLength > 0)
        {
            frame.HoldsText();
        }
    }
}
