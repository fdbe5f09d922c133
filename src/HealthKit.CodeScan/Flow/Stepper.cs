using System.Reflection.Metadata;
using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.Flow;

/// <summary>What one instruction does to the state.</summary>
internal sealed class Stepper
{
    private readonly MethodModel _method;
    private readonly CodeFlow _code;
    private readonly FlowState _now;
    private readonly Action<int, bool> _protect;
    private readonly Dictionary<ulong, uint> _filledFrom = [];
    private readonly Dictionary<Thing, Traits> _elements = [];
    private readonly CallStepper _calls;

    public Stepper(MethodModel method, CellLayout layout, CodeFlow code, FlowState now, Action<int, bool> protect)
    {
        (_method, Layout, _code, _now, _protect) = (method, layout, code, now, protect);
        _calls = new CallStepper(this, method, code, now);
    }

    public MethodModel Method => _method;

    public CellLayout Layout { get; }

    public ThingTable Things { get; } = new();

    public HashSet<int> ExceptionHandlers { get; } = [];

    public IFlowVisitor? Visitor { get; set; }

    public int At { get; set; }

    /// <summary>Set where something was learnt that earlier instructions need.</summary>
    public bool Again { get; set; }

    public int Offset { get; private set; }

    /// <summary>The type that the next call is made on.</summary>
    public string? Constrained { get; set; }

    public bool TakesException(int handler) => ExceptionHandlers.Contains(handler);

    public void Run(Instruction instruction, bool quiet)
    {
        Offset = instruction.Offset;
        if (!Cells(instruction, quiet) && !Fields(instruction, quiet) && !_calls.Run(instruction))
        {
            Plain(instruction);
        }
    }

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
                result = result.Join(_now.Cells[thing.Number]);
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
                : thing.Field is { } field && _code.Stored(field) is { } stored ? stored.Elements | Traits.Constant
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
                _code.Store(field, Traits.None, content);
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
                _now.Cells[thing.Number] = value;
            }
        }
    }

    /// <summary>Takes note of what a field gets.</summary>
    public void Store(FieldModel field, Value written) =>
        _code.Store(field, written.Traits, written.Things == 0 ? Traits.None : ContentOf(written));

    /// <summary>What a place that is passed by its address may hold afterwards.</summary>
    public void Fill(Value address, Value value)
    {
        foreach (var thing in Things.Of(address.Things))
        {
            if (thing.Kind == ThingKind.Cell)
            {
                _now.Cells[thing.Number] = _now.Cells[thing.Number].Join(value);
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
            _code.SummaryOf(_method).Mutate(target.Of);
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

        var whenEmpty = (_now.Empty & Things.FieldBit(field)) != 0 && !IsFromCaller(written);
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
            _code.SummaryOf(_method).Mutate(target.Of);
        }
    }

    public void Tell(WriteKind kind, FieldModel? field, Value written, bool whenEmpty = false) => Visitor?.Write(new FieldWrite(_method, Offset, kind, field)
    {
        WhenEmpty = kind == WriteKind.Assign && field is not null && (whenEmpty || (_now.Empty & Things.FieldBit(field)) != 0),
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
        text = text == Traits.Number || _code.Code.Find(field.ValueType) is { BaseName: "System.Enum" } ? Traits.Number
            : target is { } owner && owner.Has(Traits.Composed) ? Traits.Composed
            : _code.Stored(field) is { } stored ? stored.Value == Traits.None ? Traits.Constant : stored.Value
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

        var isThis = !_method.IsStatic && holder.Is == 1 && held == 0;
        return new Value(isThis ? traits : traits & ~(held == 0 ? Traits.None : Traits.Whole), 0, holder.Of, isThis ? 0 : holder.From, held | Things.FieldBit(field));
    }

    public bool IsFromCaller(Value value) => FilledFrom(value) != 0;

    private bool Cells(Instruction instruction, bool quiet)
    {
        var (read, write, address) = CellOf(instruction);
        if (read >= 0)
        {
            var value = _now.Cells[read];
            _now.Push(value.IsSeen ? value : Value.Opaque);
        }
        else if (address >= 0)
        {
            _now.Push(new Value(Traits.Opaque | Traits.Address, 0, 0, 0, Things.Bit(new Thing(ThingKind.Cell, null, address))));
        }
        else if (write >= 0)
        {
            _now.Cells[write] = _now.Pop();
            _protect(At, quiet);
        }
        else
        {
            return false;
        }

        return true;
    }

    private (int Read, int Write, int Address) CellOf(Instruction instruction) => instruction.Code switch
    {
        >= ILOpCode.Ldarg_0 and <= ILOpCode.Ldarg_3 => (instruction.Code - ILOpCode.Ldarg_0, -1, -1),
        ILOpCode.Ldarg or ILOpCode.Ldarg_s => (instruction.Operand, -1, -1),
        >= ILOpCode.Ldloc_0 and <= ILOpCode.Ldloc_3 => (Layout.Local(instruction.Code - ILOpCode.Ldloc_0), -1, -1),
        ILOpCode.Ldloc or ILOpCode.Ldloc_s => (Layout.Local(instruction.Operand), -1, -1),
        >= ILOpCode.Stloc_0 and <= ILOpCode.Stloc_3 => (-1, Layout.Local(instruction.Code - ILOpCode.Stloc_0), -1),
        ILOpCode.Stloc or ILOpCode.Stloc_s => (-1, Layout.Local(instruction.Operand), -1),
        ILOpCode.Starg or ILOpCode.Starg_s => (-1, instruction.Operand, -1),
        ILOpCode.Ldarga or ILOpCode.Ldarga_s => (-1, -1, instruction.Operand),
        ILOpCode.Ldloca or ILOpCode.Ldloca_s => (-1, -1, Layout.Local(instruction.Operand)),
        _ => (-1, -1, -1),
    };

    private bool Fields(Instruction instruction, bool quiet)
    {
        if (instruction.Code is not (ILOpCode.Ldfld or ILOpCode.Ldflda or ILOpCode.Stfld or ILOpCode.Ldsfld or ILOpCode.Ldsflda or ILOpCode.Stsfld))
        {
            return false;
        }

        var field = _code.Code.Field(_method.Type.Image, instruction.Operand);
        var written = instruction.Code is ILOpCode.Stfld or ILOpCode.Stsfld ? _now.Pop() : default;
        var target = instruction.Code is ILOpCode.Ldfld or ILOpCode.Ldflda or ILOpCode.Stfld ? _now.Pop() : default;
        var slot = field is not null && target.Has(Traits.Machine) ? Layout.Slot(field) : -1;
        switch (instruction.Code)
        {
            case ILOpCode.Ldfld or ILOpCode.Ldflda when slot >= 0:
                var value = _now.Cells[slot];
                _now.Push(instruction.Code == ILOpCode.Ldflda ? new Value(Traits.Opaque | Traits.Address, 0, 0, 0, Things.Bit(new Thing(ThingKind.Cell, null, slot))) : value.IsSeen ? value : Value.Opaque);
                break;
            case ILOpCode.Stfld when slot >= 0:
                _now.Cells[slot] = written;
                _protect(At, quiet);
                break;
            case ILOpCode.Ldfld or ILOpCode.Ldflda or ILOpCode.Ldsfld or ILOpCode.Ldsflda:
                Value? holder = instruction.Code is ILOpCode.Ldfld or ILOpCode.Ldflda ? Read(target) : null;
                var loaded = field is null ? Value.Opaque with { From = holder?.From ?? 0, Of = holder?.Of ?? 0, Things = holder?.Things ?? 0 } : Load(field, holder);
                if (instruction.Code is ILOpCode.Ldflda or ILOpCode.Ldsflda && field is { IsInitOnly: false, ValueType: "System.String" })
                {
                    // Whoever has its address may put anything there.
                    Store(field, Value.Opaque);
                }

                if (instruction.Code is ILOpCode.Ldflda && target.Has(Traits.Address) && field is { Type.IsValueType: true })
                {
                    loaded = target;
                }

                _now.Push(instruction.Code is ILOpCode.Ldflda or ILOpCode.Ldsflda ? loaded with { Traits = loaded.Traits | Traits.Address } : loaded);
                break;
            case ILOpCode.Stfld when field is not null:
                Assign(field, target, written);
                break;
            case ILOpCode.Stfld:
                Touch(target, target.Has(Traits.Address) ? WriteKind.Assign : WriteKind.Mutate, written);
                break;
            case ILOpCode.Stsfld:
                if (field is not null)
                {
                    Store(field, written);
                }

                Tell(WriteKind.Assign, field, written);
                break;
        }

        return true;
    }

    private void Plain(Instruction instruction)
    {
        switch (instruction.Code)
        {
            case ILOpCode.Ldnull:
                _now.Push(Value.Null);
                break;
            case ILOpCode.Ldstr:
                _now.Push(Value.Constant);
                break;
            case >= ILOpCode.Ldc_i4_m1 and <= ILOpCode.Ldc_i4_8:
                _now.Push(Value.Integer(instruction.Code - ILOpCode.Ldc_i4_0));
                break;
            case ILOpCode.Ldc_i4 or ILOpCode.Ldc_i4_s:
                _now.Push(Value.Integer(instruction.Operand));
                break;
            case ILOpCode.Dup:
                _now.Push(_now.Peek());
                break;
            case ILOpCode.Ceq or ILOpCode.Cgt_un or ILOpCode.Cgt or ILOpCode.Clt or ILOpCode.Clt_un:
                var second = _now.Pop();
                _now.Push(Conditions.Compared(instruction.Code, _now.Pop(), second));
                break;
            case ILOpCode.Sub or ILOpCode.Add:
                var right = _now.Pop();
                var left = _now.Pop();
                _now.Push(left.Has(Traits.Integer) && right.Has(Traits.Integer)
                    ? Value.Integer(instruction.Code == ILOpCode.Sub ? unchecked(left.Number - right.Number) : unchecked(left.Number + right.Number))
                    : Value.Some with { From = left.From | right.From });
                break;
            case ILOpCode.Stind_i or ILOpCode.Stind_i1 or ILOpCode.Stind_i2 or ILOpCode.Stind_i4 or ILOpCode.Stind_i8 or ILOpCode.Stind_r4 or ILOpCode.Stind_r8 or ILOpCode.Stind_ref or ILOpCode.Stobj or ILOpCode.Cpobj:
                var value = _now.Pop();
                var place = _now.Pop();
                Touch(place, WriteKind.Assign, value);
                Fill(place, value);
                break;
            case ILOpCode.Initobj:
                var cleared = _now.Pop();
                Touch(cleared, WriteKind.Assign, Value.Null);
                Fill(cleared, Value.Null);
                break;
            case >= ILOpCode.Stelem_i and <= ILOpCode.Stelem_ref or ILOpCode.Stelem:
                var element = _now.Pop();
                _now.Pop();
                var array = _now.Pop();
                Touch(array, WriteKind.Change, element);
                Contain(array, element.Traits);
                break;
            case >= ILOpCode.Ldelem_i1 and <= ILOpCode.Ldelem_ref or ILOpCode.Ldelem:
                _now.Pop();
                var row = _now.Pop();
                _now.Push(Part(row) with { Traits = ContentOf(row) & Texts.All });
                break;
            case ILOpCode.Ldelema:
                _now.Pop();
                var whole = Part(_now.Pop());
                _now.Push(whole with { Traits = whole.Traits | Traits.Address });
                break;
            case ILOpCode.Newarr:
                _now.Pop();
                _now.Push(new Value(Traits.Opaque, 0, 0, 0, Things.Bit(new Thing(ThingKind.Fresh, _code.Code.Of(_method.Type.Image).TypeName(instruction.Operand) + "[]", instruction.Offset))));
                break;
            case >= ILOpCode.Ldind_i1 and <= ILOpCode.Ldind_ref or ILOpCode.Ldobj:
                _now.Push(Read(_now.Pop()));
                break;
            case ILOpCode.Ldftn:
                _now.Push(Function(instruction));
                break;
            case ILOpCode.Ldvirtftn:
                _now.Pop();
                _now.Push(Function(instruction));
                break;
            case ILOpCode.Ret:
                if (_method.Written == _method && _now.Depth > 0)
                {
                    _code.SummaryOf(_method).Return(_now.Pop(), Things);
                }

                break;
            case ILOpCode.Constrained:
                Constrained = _code.Code.Of(_method.Type.Image).TypeName(instruction.Operand);
                break;
            default:
                StackEffects.Apply(instruction.Code, _now);
                break;
        }
    }

    // A part of something hangs on what that hangs on, but is not the whole of it.
    private static Value Part(Value whole) => whole with { Traits = whole.Traits & ~Traits.Exact, Is = 0 };

    private Value Function(Instruction instruction) => _code.Code.Call(_method.Type.Image, instruction.Operand)?.Own is { } own
        ? new Value(Traits.Opaque, 0, 0, 0, Things.Bit(new Thing(ThingKind.Method, own, 0)))
        : Value.Opaque;
}
