namespace HealthKit.Npgsql.Commands;

/// <summary>What the literals of one shape of text showed on one endpoint: counts of distinct hashes, up to what a verdict needs.</summary>
internal sealed class LiteralSlot
{
    /// <summary>Distinct values that are counted; ten prove concatenation.</summary>
    private const int MostValues = 16;

    /// <summary>Distinct texts that are counted; eight suggest it.</summary>
    private const int MostVariants = 64;

    private readonly HashSet<int> _values = [];
    private readonly HashSet<int> _taintedTexts = [];
    private readonly HashSet<int> _variants = [];
    private bool _generated;
    private string? _route;

    /// <summary>Distinct request values found, each in a text of its own: a constant list that holds them all is one text.</summary>
    public int TaintedValues
    {
        get
        {
            lock (_values)
            {
                return Math.Min(_values.Count, _taintedTexts.Count);
            }
        }
    }

    /// <summary>Distinct sets of string literals.</summary>
    public int Variants
    {
        get
        {
            lock (_values)
            {
                return _variants.Count;
            }
        }
    }

    /// <summary>True once a mapper was seen to write it.</summary>
    public bool Generated => Volatile.Read(ref _generated);

    /// <summary>The route that sent such a text last; null until a request of it has ended.</summary>
    public string? Route
    {
        get => Volatile.Read(ref _route);
        set => Volatile.Write(ref _route, value);
    }

    /// <summary>Adds one text.</summary>
    public void Add(Literals literals, bool generated)
    {
        lock (_values)
        {
            _generated |= generated;
            if (literals.StringHash != 0)
            {
                AddBounded(_variants, literals.StringHash, MostVariants);
            }

            if (literals.Tainted != 0)
            {
                AddBounded(_values, literals.Tainted, MostValues);
                AddBounded(_taintedTexts, literals.TextHash, MostVariants);
            }
        }
    }

    private static void AddBounded(HashSet<int> hashes, int hash, int most)
    {
        if (hashes.Count < most)
        {
            hashes.Add(hash);
        }
    }
}
