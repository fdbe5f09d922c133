using System.Reflection.Metadata;
using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.Flow;

/// <summary>What one instruction does to the state.</summary>
internal sealed class Stepper
{
    private readonly MethodModel _method;
    private readonly CodeFlow _code;
    private readonly FlowState _now;
    private readonly Heap _heap;
    private readonly CellLayout _layout;
    private readonly Action<int, bool> _protect;
    private readonly CallStepper _calls;

    // The type that the next call is made on.
    private string? _constrained;
    private int _at;

    /// <param name="method">The method whose instructions run.</param>
    /// <param name="layout">Where its arguments and locals lie.</param>
    /// <param name="code">The host's own code.</param>
    /// <param name="now">The state that the instructions change.</param>
    /// <param name="heap">What the values of the state stand for.</param>
    /// <param name="protect">Told after each instruction, by its index, that changed a cell.</param>
    public Stepper(MethodModel method, CellLayout layout, CodeFlow code, FlowState now, Heap heap, Action<int, bool> protect)
    {
        (_method, _layout, _code, _now, _heap, _protect) = (method, layout, code, now, heap, protect);
        _calls = new CallStepper(heap, method, code, now);
    }

    /// <summary>Runs the instruction at an index; quietly where nothing is to be learnt any more.</summary>
    public void Run(Instruction instruction, int at, bool quiet)
    {
        (_heap.Offset, _at) = (instruction.Offset, at);
        if (Cells(instruction, quiet) || Fields(instruction, quiet))
        {
            return;
        }

        if (_calls.Run(instruction, _constrained))
        {
            _constrained = null;
        }
        else
        {
            Plain(instruction);
        }
    }

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
            _now.Push(new Value(Traits.Opaque | Traits.Address, 0, 0, 0, _heap.Things.Bit(new Thing(ThingKind.Cell, null, address))));
        }
        else if (write >= 0)
        {
            _now.Cells[write] = _now.Pop();
            _protect(_at, quiet);
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
        >= ILOpCode.Ldloc_0 and <= ILOpCode.Ldloc_3 => (_layout.Local(instruction.Code - ILOpCode.Ldloc_0), -1, -1),
        ILOpCode.Ldloc or ILOpCode.Ldloc_s => (_layout.Local(instruction.Operand), -1, -1),
        >= ILOpCode.Stloc_0 and <= ILOpCode.Stloc_3 => (-1, _layout.Local(instruction.Code - ILOpCode.Stloc_0), -1),
        ILOpCode.Stloc or ILOpCode.Stloc_s => (-1, _layout.Local(instruction.Operand), -1),
        ILOpCode.Starg or ILOpCode.Starg_s => (-1, instruction.Operand, -1),
        ILOpCode.Ldarga or ILOpCode.Ldarga_s => (-1, -1, instruction.Operand),
        ILOpCode.Ldloca or ILOpCode.Ldloca_s => (-1, -1, _layout.Local(instruction.Operand)),
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
        var slot = field is not null && target.Has(Traits.Machine) ? _layout.Slot(field) : -1;
        switch (instruction.Code)
        {
            case ILOpCode.Ldfld or ILOpCode.Ldflda when slot >= 0:
                var value = _now.Cells[slot];
                _now.Push(instruction.Code == ILOpCode.Ldflda ? new Value(Traits.Opaque | Traits.Address, 0, 0, 0, _heap.Things.Bit(new Thing(ThingKind.Cell, null, slot))) : value.IsSeen ? value : Value.Opaque);
                break;
            case ILOpCode.Stfld when slot >= 0:
                _now.Cells[slot] = written;
                _protect(_at, quiet);
                break;
            case ILOpCode.Ldfld or ILOpCode.Ldflda or ILOpCode.Ldsfld or ILOpCode.Ldsflda:
                Value? holder = instruction.Code is ILOpCode.Ldfld or ILOpCode.Ldflda ? _heap.Read(target) : null;
                var loaded = field is null ? Value.Opaque with { From = holder?.From ?? 0, Of = holder?.Of ?? 0, Things = holder?.Things ?? 0 } : _heap.Load(field, holder);
                if (instruction.Code is ILOpCode.Ldflda or ILOpCode.Ldsflda && field is { IsInitOnly: false, ValueType: "System.String" })
                {
                    // Whoever has its address may put anything there.
                    _heap.Store(field, Value.Opaque);
                }

                if (instruction.Code is ILOpCode.Ldflda && target.Has(Traits.Address) && field is { Type.IsValueType: true })
                {
                    loaded = target;
                }

                _now.Push(instruction.Code is ILOpCode.Ldflda or ILOpCode.Ldsflda ? loaded with { Traits = loaded.Traits | Traits.Address } : loaded);
                break;
            case ILOpCode.Stfld when field is not null:
                _heap.Assign(field, target, written);
                break;
            case ILOpCode.Stfld:
                _heap.Touch(target, target.Has(Traits.Address) ? WriteKind.Assign : WriteKind.Mutate, written);
                break;
            case ILOpCode.Stsfld:
                if (field is not null)
                {
                    _heap.Store(field, written);
                }

                _heap.Tell(WriteKind.Assign, field, written);
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
                _heap.Touch(place, WriteKind.Assign, value);
                _heap.Fill(place, value);
                break;
            case ILOpCode.Initobj:
                var cleared = _now.Pop();
                _heap.Touch(cleared, WriteKind.Assign, Value.Null);
                _heap.Fill(cleared, Value.Null);
                break;
            case >= ILOpCode.Stelem_i and <= ILOpCode.Stelem_ref or ILOpCode.Stelem:
                var element = _now.Pop();
                _now.Pop();
                var array = _now.Pop();
                _heap.Touch(array, WriteKind.Change, element);
                _heap.Contain(array, element.Traits);
                break;
            case >= ILOpCode.Ldelem_i1 and <= ILOpCode.Ldelem_ref or ILOpCode.Ldelem:
                _now.Pop();
                var row = _now.Pop();
                _now.Push(Part(row) with { Traits = _heap.ContentOf(row) & Texts.All });
                break;
            case ILOpCode.Ldelema:
                _now.Pop();
                var whole = Part(_now.Pop());
                _now.Push(whole with { Traits = whole.Traits | Traits.Address });
                break;
            case ILOpCode.Newarr:
                _now.Pop();
                _now.Push(new Value(Traits.Opaque, 0, 0, 0, _heap.Things.Bit(new Thing(ThingKind.Fresh, _code.Code.Of(_method.Type.Image).TypeName(instruction.Operand) + "[]", instruction.Offset))));
                break;
            case >= ILOpCode.Ldind_i1 and <= ILOpCode.Ldind_ref or ILOpCode.Ldobj:
                _now.Push(_heap.Read(_now.Pop()));
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
                    _code.SummaryOf(_method).Return(_now.Pop(), _heap.Things);
                }

                break;
            case ILOpCode.Constrained:
                _constrained = _code.Code.Of(_method.Type.Image).TypeName(instruction.Operand);
                break;
            default:
                StackEffects.Apply(instruction.Code, _now);
                break;
        }
    }

    // A part of something hangs on what that hangs on, but is not the whole of it.
    private static Value Part(Value whole) => whole with { Traits = whole.Traits & ~Traits.Exact, Is = 0 };

    private Value Function(Instruction instruction) => _code.Code.Call(_method.Type.Image, instruction.Operand)?.Own is { } own
        ? new Value(Traits.Opaque, 0, 0, 0, _heap.Things.Bit(new Thing(ThingKind.Method, own, 0)))
        : Value.Opaque;
}
