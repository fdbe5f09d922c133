namespace HealthKit.Npgsql.Commands;

/// <summary>The literals of one statement, by shape of text and endpoint: a safe twin on another route is not blamed. Bounded; further ones share a slot.</summary>
internal sealed class LiteralTable
{
    private const int MostSlots = 8;

    private readonly Dictionary<(ulong LiteralHash, int Endpoint), LiteralSlot> _slots = [];
    private readonly LiteralSlot _others = new();

    /// <summary>The most distinct request values found inside the literals of one text on one endpoint.</summary>
    public int TaintedValues => All().Max(static slot => slot.TaintedValues);

    /// <summary>The routes whose texts differed in their literals, those with values of requests first.</summary>
    public string[] Routes =>
    [
        .. All().Where(static slot => slot.TaintedValues > 0 || slot.Variants > 1).OrderByDescending(static slot => slot.TaintedValues)
            .ThenByDescending(static slot => slot.Variants).Select(static slot => slot.Route).OfType<string>().Distinct(StringComparer.Ordinal),
    ];

    /// <summary>Adds one text and gives its slot.</summary>
    public LiteralSlot Add(ulong literalHash, int endpoint, Literals literals, bool generated)
    {
        LiteralSlot? slot;
        lock (_slots)
        {
            if (!_slots.TryGetValue((literalHash, endpoint), out slot))
            {
                slot = _slots.Count < MostSlots ? _slots[(literalHash, endpoint)] = new LiteralSlot() : _others;
            }
        }

        slot.Add(literals, generated);
        return slot;
    }

    /// <summary>The most variants of one text that no mapper wrote; where a mapper wrote all, of those, and that.</summary>
    public (int Variants, bool Generated) Variants()
    {
        var slots = All();
        var written = slots.Where(static slot => !slot.Generated).Max(static slot => (int?)slot.Variants) ?? 0;
        return written > 0 ? (written, false) : (slots.Max(static slot => slot.Variants), slots.Exists(static slot => slot.Generated));
    }

    private List<LiteralSlot> All()
    {
        lock (_slots)
        {
            return [.. _slots.Values, _others];
        }
    }
}
