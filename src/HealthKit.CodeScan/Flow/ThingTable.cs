using System.Numerics;
using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.Flow;

/// <summary>The things of one method, each with a bit of its own.</summary>
/// <param name="mostFresh">So many new objects are told apart.</param>
/// <param name="isOfNote">False for fields that nobody asks about; null where all are of note.</param>
internal sealed class ThingTable(int mostFresh, Func<FieldModel, bool>? isOfNote)
{
    private const int Most = 63;
    private int _fresh;

    private readonly List<Thing> _things = [];
    private readonly Dictionary<Thing, int> _indexes = [];

    /// <summary>A method with more things than bits: what it writes to is not known for sure.</summary>
    public bool IsFull { get; private set; }

    public ulong Bit(Thing thing)
    {
        if (!_indexes.TryGetValue(thing, out var index))
        {
            // Which of many new objects it is matters less than that it is a new one.
            if (thing is { Kind: ThingKind.Fresh, Number: >= 0 } && ++_fresh > mostFresh)
            {
                return Bit(new Thing(ThingKind.Fresh, null, -1));
            }

            if (_things.Count == Most)
            {
                IsFull = true;
                return 1ul << Most;
            }

            index = _things.Count;
            _things.Add(thing);
            _indexes.Add(thing, index);
        }

        return 1ul << index;
    }

    /// <summary>The things of a mask.</summary>
    public Enumerator Of(ulong mask) => new(_things, mask);

    /// <summary>True where a mask stands for objects that the method made, and for nothing else.</summary>
    public bool IsFresh(Value value)
    {
        if (value.Things == 0 || value.Of != 0)
        {
            return false;
        }

        foreach (var thing in Of(value.Things))
        {
            if (thing.Kind is not (ThingKind.Fresh or ThingKind.Cell))
            {
                return false;
            }
        }

        return value.Things >> Most == 0;
    }

    public bool HasField(ulong mask)
    {
        foreach (var thing in Of(mask))
        {
            if (thing.Kind == ThingKind.Field)
            {
                return true;
            }
        }

        return false;
    }

    public ulong FieldBit(FieldModel field) => isOfNote?.Invoke(field) == false ? 0 : Bit(new Thing(ThingKind.Field, field, 0));

    internal struct Enumerator(List<Thing> things, ulong mask)
    {
        private ulong _left = mask & ((1ul << Most) - 1);

        public Thing Current { get; private set; }

        public readonly Enumerator GetEnumerator() => this;

        public bool MoveNext()
        {
            if (_left == 0)
            {
                return false;
            }

            Current = things[BitOperations.TrailingZeroCount(_left)];
            _left &= _left - 1;
            return true;
        }
    }
}
