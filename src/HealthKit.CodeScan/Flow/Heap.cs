using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.Flow;

/// <summary>What the values of one method stand for, what the objects that it makes hold, and who is told of writes.</summary>
internal sealed class Heap(MethodModel method, CodeFlow code, FlowState now, int mostFresh = 20, Func<FieldModel, bool>? isOfNote = null)
{
    private readonly Dictionary<ulong, uint> _filledFrom = [];
    private readonly Dictionary<Thing, Traits> _elements = [];

    public ThingTable Things { get; } = new(mostFresh, isOfNote);

    public IFlowVisitor? Visitor { get; set; }

    /// <summary>Set where something was learnt that earlier instructions need.</summary>
    public bool Again { get; set; }

    /// <summary>The instruction that runs.</summary>
    public int Offset { get; set; }

    /// <summary>The value behind an address of a cell; the value itself otherwise.</summary>
    public Value Read(Value value)
    {
        if (!value.Has(Traits.Address))
        {
            return value;
        }

        var result = default(Value);
        var others = 0ul;
        foreach (var thing in Things.Of(value.Things))
        {
            if (thing.Kind == ThingKind.Cell)
            {
                result = result.Join(now.Cells[thing.Number]);
            }
            else
            {
                others |= Things.Bit(thing);
            }
        }

        return others == 0 && result.IsSeen ? result : result.Join(value with { Traits = value.Traits & ~Traits.Address, Things = others });
    }

    /// <summary>What the elements of a value are, or the text that a builder holds.</summary>
    public Traits ContentOf(Value value)
    {
        var content = Traits.None;
        foreach (var thing in Things.Of(Read(value).Things))
        {
            content |= thing.Kind == ThingKind.Fresh ? Held(thing)
                : thing.Field is { } field && code.Stored(field) is { } stored ? stored.Elements | Traits.Constant
                : Traits.Opaque;
        }

        return content == Traits.None || value.Of != 0 ? content | Traits.Opaque : content;
    }

    /// <summary>What was put into an object that the method made.</summary>
    public Traits Held(Thing made) => _elements.GetValueOrDefault(made, Traits.Constant);

    /// <summary>Puts something into a collection or a builder.</summary>
    public void Contain(Value container, Traits content)
    {
        foreach (var thing in Things.Of(Read(container).Things))
        {
            if (thing.Kind == ThingKind.Fresh)
            {
                var known = _elements.GetValueOrDefault(thing);
                var grown = known | (content & Texts.All);
                Again |= grown != known;
                _elements[thing] = grown;
            }
            else if (thing.Field is { } field)
            {
                code.Store(field, Traits.None, content);
            }
        }
    }

    /// <summary>A new object with such content.</summary>
    public Value New(string type, Traits content)
    {
        var made = new Value(Traits.Opaque, 0, 0, 0, Things.Bit(new Thing(ThingKind.Fresh, type, Offset)));
        Contain(made, content);
        return made;
    }

    /// <summary>Another value for a cell that is passed by its address.</summary>
    public void Put(Value address, Value value)
    {
        foreach (var thing in Things.Of(address.Things))
        {
            if (thing.Kind == ThingKind.Cell)
            {
                now.Cells[thing.Number] = value;
            }
        }
    }

    /// <summary>Takes note of what a field gets.</summary>
    public void Store(FieldModel field, Value written) =>
        code.Store(field, written.Traits, written.Things == 0 ? Traits.None : ContentOf(written));

    /// <summary>What a place that is passed by its address may hold afterwards.</summary>
    public void Fill(Value address, Value value)
    {
        foreach (var thing in Things.Of(address.Things))
        {
            if (thing.Kind == ThingKind.Cell)
            {
                now.Cells[thing.Number] = now.Cells[thing.Number].Join(value);
            }
        }
    }

    /// <summary>A write through an object or an address: to the fields it hangs on.</summary>
    public void Touch(Value target, WriteKind kind, Value written)
    {
        var found = false;
        foreach (var thing in Things.Of(target.Things))
        {
            if (thing.Field is { } field)
            {
                Tell(kind, field, written);
                found = true;
            }
        }

        if (!found)
        {
            Tell(kind, null, written);
        }

        if (target.Of != 0)
        {
            code.SummaryOf(method).Mutate(target.Of);
        }
    }

    /// <summary>Another value for a field of an object.</summary>
    public void Assign(FieldModel field, Value target, Value written)
    {
        Store(field, written);
        if (Things.IsFresh(target) && !target.Has(Traits.Address))
        {
            var grown = _filledFrom.GetValueOrDefault(target.Things) | written.From;
            Again |= grown != _filledFrom.GetValueOrDefault(target.Things);
            _filledFrom[target.Things] = grown;
            Tell(WriteKind.Assign, null, written);
            return;
        }

        if (target.Has(Traits.Address) && field.Type.IsValueType)
        {
            Touch(target, WriteKind.Assign, written);
            Fill(target, written);
            return;
        }

        var whenEmpty = (now.Empty & Things.FieldBit(field)) != 0 && !IsFromCaller(written);
        Tell(WriteKind.Assign, field, written);
        if (whenEmpty)
        {
            return;
        }

        foreach (var thing in Things.Of(target.Things))
        {
            if (thing.Field is { } holder)
            {
                Tell(WriteKind.Mutate, holder, Value.Some);
            }
        }

        if (target.Of != 0)
        {
            code.SummaryOf(method).Mutate(target.Of);
        }
    }

    /// <summary>The method runs, or reads, what it was given for its parameters.</summary>
    public void Run(uint parameters) => code.SummaryOf(method).Run(parameters);

    public void Tell(WriteKind kind, FieldModel? field, Value written, bool whenEmpty = false) => Visitor?.Write(new FieldWrite(method, Offset, kind, field)
    {
        WhenEmpty = kind == WriteKind.Assign && field is not null && (whenEmpty || (now.Empty & Things.FieldBit(field)) != 0),
        FromCaller = IsFromCaller(written),
    });

    /// <summary>What the objects of a value were filled from.</summary>
    public uint FilledFrom(Value value)
    {
        var from = value.From;
        foreach (var (things, filled) in _filledFrom)
        {
            from |= (things & value.Things) != 0 ? filled : 0;
        }

        return from;
    }

    public Value Load(FieldModel field, Value? target)
    {
        var text = KnownTypes.Traits(field.ValueType);
        text = text == Traits.Number || code.Code.Find(field.ValueType) is { BaseName: "System.Enum" } ? Traits.Number
            : target is { } owner && owner.Has(Traits.Composed) ? Traits.Composed
            : code.Stored(field) is { } stored ? stored.Value == Traits.None ? Traits.Constant : stored.Value
            : Traits.Opaque;
        var traits = text | Traits.Whole;
        if (target is not { } holder)
        {
            return new Value(traits, 0, 0, 0, Things.FieldBit(field));
        }

        if (Things.IsFresh(holder))
        {
            return new Value(traits & ~Traits.Whole, 0, 0, holder.From, holder.Things);
        }

        var held = 0ul;
        foreach (var thing in Things.Of(holder.Things))
        {
            held |= thing.Kind == ThingKind.Field ? Things.Bit(thing) : 0;
        }

        var isThis = !method.IsStatic && holder.Is == 1 && held == 0;
        return new Value(isThis ? traits : traits & ~(held == 0 ? Traits.None : Traits.Whole), 0, holder.Of, isThis ? 0 : holder.From, held | Things.FieldBit(field));
    }

    public bool IsFromCaller(Value value) => FilledFrom(value) != 0;
}
