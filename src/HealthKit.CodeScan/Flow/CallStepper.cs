using System.Reflection.Metadata;
using HealthKit.CodeScan.Connections;
using HealthKit.CodeScan.Metadata;
using HealthKit.CodeScan.Sql;

namespace HealthKit.CodeScan.Flow;

/// <summary>What a call does to the state.</summary>
internal sealed class CallStepper
{
    private readonly Heap _heap;
    private readonly MethodModel _method;
    private readonly CodeFlow _code;
    private readonly FlowState _now;
    private readonly List<Value> _arguments = [];
    private readonly TextCalls _texts;
    private readonly OwnCalls _own;
    private readonly SqlCalls _sql;

    public CallStepper(Heap heap, MethodModel method, CodeFlow code, FlowState now)
    {
        (_heap, _method, _code, _now) = (heap, method, code, now);
        (_texts, _own) = (new TextCalls(heap, code), new OwnCalls(heap, code));
        _sql = new SqlCalls(heap, method, code, _texts);
    }

    public bool Run(Instruction instruction, string? constrained)
    {
        if (instruction.Code is not (ILOpCode.Call or ILOpCode.Callvirt or ILOpCode.Newobj))
        {
            return false;
        }

        var target = _code.Code.Call(_method.Type.Image, instruction.Operand) ?? throw new InvalidOperationException("A call of something that is no method.");
        if (target.Kind == CallKind.Undecided)
        {
            target.Kind = CallKinds.Of(target, out var property);
            target.Property = property;
            target.SqlText = SqlSinks.TextOf(target, instruction.Code == ILOpCode.Newobj);
            target.IsSafeSql = SqlSinks.IsSafe(target);
            target.RunsDelegates = target.Own is null && (target is { Name: "Invoke", HasThis: true } || DelegateCalls.Run(target));
        }

        var isNew = instruction.Code == ILOpCode.Newobj;
        Take(target, isNew);
        _sql.Look(target, _arguments);
        if (target.RunsDelegates)
        {
            _code.SummaryOf(_method).Run(_arguments.Aggregate(0u, static (all, argument) => all | argument.Is));
        }

        var result = isNew ? New(target) : Call(target, constrained);
        if (isNew || !target.ReturnsNothing)
        {
            _now.Push(result);
        }

        return true;
    }

    private void Take(CallTarget target, bool isNew)
    {
        _arguments.Clear();
        var count = target.Parameters.Length + (target.HasThis && !isNew ? 1 : 0);
        for (var i = 0; i < count; i++)
        {
            _arguments.Add(_now.Pop());
        }

        _arguments.Reverse();
    }

    private Value New(CallTarget target)
    {
        var from = 0u;
        var methods = 0ul;
        foreach (var argument in _arguments)
        {
            from |= _heap.FilledFrom(argument);
            foreach (var thing in _heap.Things.Of(argument.Things))
            {
                methods |= thing.Kind == ThingKind.Method ? _heap.Things.Bit(thing) : 0;
            }
        }

        Places(target, 0);
        if (target.Own is { } own)
        {
            // The constructor's own object is argument 0 of its summary.
            _own.Hand(own, _arguments, 1);
        }
        else if (target.Type.EndsWith("InterpolatedStringHandler", StringComparison.Ordinal))
        {
            return Value.Constant;
        }

        // A delegate stands for its method and for the object it is called on.
        if (methods != 0)
        {
            return new Value(Traits.Opaque, 0, 0, from, methods);
        }

        var made = _heap.New(target.FullType, target.Type == "System.Text.StringBuilder" ? TextCalls.Made(target, _arguments) : Traits.None) with { From = from };
        if (target.Type.StartsWith("System.Collections.", StringComparison.Ordinal) && target.Parameters.Length == 1 && target.Parameters[0] != "System.Int32")
        {
            _heap.Contain(made, _texts.Elements(_arguments[0], target.Parameters[0]));
        }

        return made;
    }

    private Value Call(CallTarget target, string? constrained)
    {
        var receiver = _arguments.Count > 0 ? _arguments[0] : Value.Opaque;
        if (target.Own is null && _texts.Call(target, _arguments, constrained) is { } text)
        {
            return text;
        }

        switch (target.Kind)
        {
            case CallKind.PropertyRead:
                return _heap.Load(target.Property!, target.HasThis ? _heap.Read(receiver) : null);
            case CallKind.PropertyWrite:
                Write(target);
                return Value.Opaque;
            case CallKind.Own:
                return _own.Call(target, _arguments);
            case CallKind.Change or CallKind.ChangeAndElement:
                _heap.Touch(_heap.Read(receiver), WriteKind.Change, _arguments[^1]);
                if (target.Type != "System.Text.StringBuilder")
                {
                    _heap.Contain(receiver, _arguments.Skip(1).Aggregate(Traits.None, static (all, argument) => all | argument.Traits));
                }

                return target.Kind == CallKind.Change ? Other(target) : Part(_heap.Read(receiver));
            case CallKind.Element:
                Places(target, target.HasThis ? 1 : 0, Part(_heap.Read(receiver)));
                return Part(_heap.Read(receiver)) with { Traits = KnownTypes.Traits(target.ReturnType) == Traits.Number ? Traits.Number : _heap.ContentOf(receiver) };
            case CallKind.PassThrough:
                return _heap.Read(receiver);
            case CallKind.Result:
                _code.SummaryOf(_method).Return(_arguments[^1], _heap.Things);
                return Value.Opaque;
            case CallKind.HasValue:
                var held = _heap.Read(receiver);
                return held.Has(Traits.Whole) ? new Value(Traits.Number | Traits.IsFilledTest, 0, 0, 0, held.Things) : Value.Some;
            case CallKind.IsEmptyText:
                return receiver.Has(Traits.Whole) ? new Value(Traits.Number | Traits.IsEmptyTest, 0, 0, 0, receiver.Things) : Value.Some;
            case CallKind.FillOnce:
                return FillOnce(target);
            case CallKind.Create:
                return new Value(Traits.Opaque, 0, 0, 0, _heap.Things.Bit(new Thing(ThingKind.Fresh, target.TypeArguments[0], _heap.Offset)));
            case CallKind.Service:
                return new Value(Traits.Opaque, 0, 0, 0, _heap.Things.Bit(new Thing(ThingKind.Service, target.TypeArguments[0], 0)));
            case CallKind.ReadsPlaces:
                return Value.Some;
            case CallKind.Handler:
                Handlers(isRoute: target.Parameters.Contains("System.Delegate"));
                return Other(target);
            default:
                return Other(target);
        }
    }

    private static Value Part(Value whole) => whole with { Traits = (whole.Traits & ~Traits.Exact & ~Traits.Address) | Traits.Opaque, Is = 0 };

    private void Write(CallTarget target)
    {
        // What only an initialiser may set is set while the object is made.
        if (target.ReturnType.EndsWith(SignatureNames.InitOnly, StringComparison.Ordinal))
        {
            _heap.Tell(WriteKind.Assign, null, _arguments[^1]);
        }
        else if (target.HasThis)
        {
            _heap.Assign(target.Property!, _arguments[0], _arguments[^1]);
        }
        else
        {
            _heap.Tell(WriteKind.Assign, target.Property, _arguments[^1]);
        }
    }

    private Value FillOnce(CallTarget target)
    {
        // CompareExchange with anything but "empty" is an ordinary write.
        var once = target.Name != "CompareExchange" || _arguments[^1].Has(Traits.Null) || (_arguments[^1].Has(Traits.Integer) && _arguments[^1].Number == 0);
        var place = _arguments[0];
        foreach (var thing in _heap.Things.Of(place.Things))
        {
            if (thing.Field is { } field)
            {
                _heap.Tell(WriteKind.Assign, field, _arguments.Count > 1 ? _arguments[1] : Value.Some, once);
            }
        }

        if (!once && place.Of != 0)
        {
            _code.SummaryOf(_method).Mutate(place.Of);
        }

        return _heap.Read(place);
    }

    private void Handlers(bool isRoute)
    {
        foreach (var argument in _arguments)
        {
            foreach (var thing in _heap.Things.Of(argument.Things))
            {
                if (thing is { Kind: ThingKind.Method, Subject: MethodModel handler })
                {
                    _heap.Visitor?.Handler(handler, isRoute);
                }
            }
        }
    }

    private Value Other(CallTarget target)
    {
        var from = CallKinds.IsRequest(target) ? Value.Request : 0;
        foreach (var argument in _arguments)
        {
            from |= _heap.FilledFrom(_heap.Read(argument));
        }

        Places(target, target.HasThis ? 1 : 0);
        return new Value(KnownTypes.Traits(target.ReturnType), 0, 0, from, 0);
    }

    // Places that are passed by reference are written to.
    private void Places(CallTarget target, int first, Value? value = null)
    {
        for (var i = 0; i < target.Parameters.Length; i++)
        {
            if (target.Parameters[i].EndsWith('&') && i + first < _arguments.Count && _arguments[i + first] is var place && place.Has(Traits.Address))
            {
                var written = value ?? Value.Opaque;
                if (_heap.Things.HasField(place.Things) || place.Of != 0)
                {
                    _heap.Touch(place, WriteKind.Assign, written);
                }

                _heap.Fill(place, written);
            }
        }
    }
}
