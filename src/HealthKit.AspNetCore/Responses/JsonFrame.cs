using HealthKit.Inspection;

namespace HealthKit.Responses;

/// <summary>One array or object that is followed: how much it holds, and whether it is an envelope by the rules of <see cref="EnvelopeNames"/>.</summary>
internal struct JsonFrame
{
    private long _separators;
    private long _listed;
    private long _number;
    private bool _any;
    private bool _hasList;
    private bool _hasNamedList;
    private bool _hasEnvelopeList;
    private bool _hasOwnKey;
    private bool _hasTraits;
    private bool _hasOthers;
    private bool _more;
    private long _total;
    private bool _inNumber;

    public bool IsArray { get; init; }

    /// <summary>True where a string would be a property's name.</summary>
    public bool ExpectsName { get; set; }

    /// <summary>The property that is read.</summary>
    public JsonName Name { get; private set; }

    /// <summary>Properties named so far.</summary>
    public int Names { get; private set; }

    /// <summary>A collection, or one and nothing beside it but what pages it. What has a key and a text of its own is one thing with its items.</summary>
    public readonly bool IsList => IsArray || (_hasList && (_hasEnvelopeList || (_hasNamedList && !(_hasOwnKey && _hasTraits)) || !_hasOthers));

    public readonly long Items => !IsArray ? _listed : _any ? _separators + 1 : 0;

    public readonly bool SaysMore => SaysMoreThan(_listed);

    public readonly bool SaysMoreThan(long items) => _more || Math.Max(_total, TotalNow) > items;

    private readonly long TotalNow => _inNumber && Name is JsonName.Total ? _number : 0;

    public void Named(JsonName name) => (Name, Names) = (name, Names + 1);

    public void Next()
    {
        _separators++;
        _total = Math.Max(_total, TotalNow);
        _inNumber = false;
        ExpectsName = !IsArray;
    }

    public void Holds(JsonValue value, byte symbol)
    {
        _any = true;
        if (IsArray)
        {
            return;
        }

        _hasOwnKey |= Name is JsonName.OwnKey && value is JsonValue.Number or JsonValue.Text;
        _hasTraits |= Name is JsonName.Other && value is JsonValue.Text or JsonValue.Object;
        switch (value)
        {
            case JsonValue.True:
                _more |= Name is JsonName.HasMore;
                break;
            case JsonValue.Number:
                (_inNumber, _number) = (true, 0);
                _hasOthers |= Name is JsonName.Key or JsonName.OwnKey;
                Digit(symbol);
                _more |= Name is JsonName.Next && symbol is > (byte)'0' and <= (byte)'9';
                break;
            case JsonValue.Text:
                _hasOthers |= Name is not (JsonName.Link or JsonName.Next);
                break;
            case JsonValue.Object:
                _hasOthers |= Name is not JsonName.Pages;
                break;
        }
    }

    /// <summary>The rest of a number: a fraction counts nothing.</summary>
    public void Digit(byte symbol)
    {
        if (IsArray || !_inNumber)
        {
            return;
        }

        if (char.IsAsciiDigit((char)symbol))
        {
            _number = Math.Min(long.MaxValue / 100, (_number * 10) + (symbol - '0'));
        }
        else
        {
            _hasOthers |= symbol is (byte)'.' or (byte)'e' or (byte)'E';
        }
    }

    /// <summary>The text of the property that is read has a letter.</summary>
    public void HoldsText() => _more |= Name is JsonName.Next && !IsArray;

    public void HoldsList(long items)
    {
        var named = Name is JsonName.List or JsonName.Parts or JsonName.Wrapper;
        if (named == _hasNamedList || !_hasList)
        {
            _listed = _hasList && named == _hasNamedList ? Math.Max(_listed, items) : items;
        }
        else if (named)
        {
            _listed = items;
        }

        _hasList = true;
        _hasNamedList |= named;
        _hasEnvelopeList |= Name is JsonName.List or JsonName.Wrapper;
    }
}
