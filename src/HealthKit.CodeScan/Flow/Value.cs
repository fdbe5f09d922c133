namespace HealthKit.CodeScan.Flow;

/// <summary>A value on the stack or in a local, as the analysis knows it; every join is a bit-or.</summary>
/// <param name="Traits">What is known of it.</param>
/// <param name="Is">Parameters it is, unchanged.</param>
/// <param name="Of">Parameters it is reachable from.</param>
/// <param name="From">Parameters it was made with; the last bit is data of the request.</param>
/// <param name="Things">Fields, objects and methods it may stand for, as bits of the method's table.</param>
/// <param name="Number">The integer, where it is known.</param>
internal readonly record struct Value(Traits Traits, uint Is, uint Of, uint From, ulong Things, int Number = 0)
{
    public const uint Request = 1u << 31;

    public static readonly Value Opaque = new(Traits.Opaque, 0, 0, 0, 0);
    public static readonly Value Some = new(Traits.Number, 0, 0, 0, 0);
    public static readonly Value Constant = new(Traits.Constant, 0, 0, 0, 0);
    public static readonly Value Null = new(Traits.Constant | Traits.Null, 0, 0, 0, 0);

    public bool IsSeen => Traits != Traits.None;

    public static Value Integer(int number) => new(Traits.Number | Traits.Integer, 0, 0, 0, 0, number);

    public bool Has(Traits trait) => (Traits & trait) != 0;

    public Value Join(Value other)
    {
        if (!IsSeen || other == this)
        {
            return other;
        }

        if (!other.IsSeen)
        {
            return this;
        }

        var traits = ((Traits | other.Traits) & ~Traits.Exact) | (Traits & other.Traits & Traits.Exact);
        if (Number != other.Number)
        {
            traits &= ~Traits.Integer;
        }

        if (Things != other.Things)
        {
            traits &= ~(Traits.Whole | Traits.IsEmptyTest | Traits.IsFilledTest);
        }

        return new Value(traits, Is | other.Is, Of | other.Of, From | other.From, Things | other.Things, (traits & Traits.Integer) != 0 ? Number : 0);
    }
}
