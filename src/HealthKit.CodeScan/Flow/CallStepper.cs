using System.Reflection.Metadata;
using HealthKit.CodeScan.Metadata;
using HealthKit.CodeScan.Sql;

namespace HealthKit.CodeScan.Flow;

/// <summary>What a call does to the state.</summary>
internal sealed class CallStepper(Stepper step, MethodModel method, CodeFlow code, FlowState now)
{
    private readonly List<Value> _arguments = [];
    private readonly TextCalls _texts = new(step, code);

    public bool Run(Instruction instruction)
    {
        if (instruction.Code is not (ILOpCode.Call or ILOpCode.Callvirt or ILOpCode.Newobj))
        {
            return false;
        }

        var target = code.Code.Call(method.Type.Image, instruction.Operand) ?? throw new InvalidOperationException("A call of something that is no method.");
        if (target.Kind == CallKind.Undecided)
        {
            target.Kind = CallKinds.Of(target, out var property);
            target.Property = property;
            target.SqlText = SqlSinks.TextOf(target, instruction.Code == ILOpCode.Newobj);
            target.IsSafeSql = SqlSinks.IsSafe(target);
        }

        var isNew = instruction.Code == ILOpCode.Newobj;
        Take(target, isNew);
        Sinks(target);
        var result = isNew ? New(target) : Call(target);
        if (isNew || !target.ReturnsNothing)
        {
            now.Push(result);
        }

        step.Constrained = null;
        return true;
    }

    private void Take(CallTarget target, bool isNew)
    {
        _arguments.Clear();
        var count = target.Parameters.Length + (target.HasThis && !isNew ? 1 : 0);
        for (var i = 0; i < count; i++)
        {
            _arguments.Add(now.Pop());
        }

        _arguments.Reverse();
    }

    private Value New(CallTarget target)
    {
        var from = 0u;
        var methods = 0ul;
        foreach (var argument in _arguments)
        {
            from |= step.FilledFrom(argument);
            foreach (var thing in step.Things.Of(argument.Things))
            {
                methods |= thing.Kind == ThingKind.Method ? step.Things.Bit(thing) : 0;
            }
        }

        Places(target, 0);
        if (target.Own is { } own)
        {
            // The constructor's own object is argument 0 of its summary.
            Changes(own, 1);
            Pass(own, 1);
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

        var made = step.New(target.FullType, target.Type == "System.Text.StringBuilder" ? TextCalls.Made(target, _arguments) : Traits.None) with { From = from };
        if (target.Type.StartsWith("System.Collections.", StringComparison.Ordinal) && target.Parameters.Length == 1 && target.Parameters[0] != "System.Int32")
        {
            step.Contain(made, _texts.Elements(_arguments[0], target.Parameters[0]));
        }

        return made;
    }

    private Value Call(CallTarget target)
    {
        var receiver = _arguments.Count > 0 ? _arguments[0] : Value.Opaque;
        if (target.Own is null && _texts.Call(target, _arguments, step.Constrained) is { } text)
        {
            return text;
        }

        switch (target.Kind)
        {
            case CallKind.PropertyRead:
                return step.Load(target.Property!, target.HasThis ? step.Read(receiver) : null);
            case CallKind.PropertyWrite:
                Write(target);
                return Value.Opaque;
            case CallKind.Own:
                return Own(target);
            case CallKind.Change or CallKind.ChangeAndElement:
                step.Touch(step.Read(receiver), WriteKind.Change, _arguments[^1]);
                if (target.Type != "System.Text.StringBuilder")
                {
                    step.Contain(receiver, _arguments.Skip(1).Aggregate(Traits.None, static (all, argument) => all | argument.Traits));
                }

                return target.Kind == CallKind.Change ? Other(target) : Part(step.Read(receiver));
            case CallKind.Element:
                Places(target, target.HasThis ? 1 : 0, Part(step.Read(receiver)));
                return Part(step.Read(receiver)) with { Traits = KnownTypes.Traits(target.ReturnType) == Traits.Number ? Traits.Number : step.ContentOf(receiver) };
            case CallKind.PassThrough:
                return step.Read(receiver);
            case CallKind.Result:
                code.SummaryOf(method).Return(_arguments[^1], step.Things);
                return Value.Opaque;
            case CallKind.HasValue:
                var held = step.Read(receiver);
                return held.Has(Traits.Whole) ? new Value(Traits.Number | Traits.IsFilledTest, 0, 0, 0, held.Things) : Value.Some;
            case CallKind.IsEmptyText:
                return receiver.Has(Traits.Whole) ? new Value(Traits.Number | Traits.IsEmptyTest, 0, 0, 0, receiver.Things) : Value.Some;
            case CallKind.FillOnce:
                return FillOnce(target);
            case CallKind.Create:
                return new Value(Traits.Opaque, 0, 0, 0, step.Things.Bit(new Thing(ThingKind.Fresh, target.TypeArguments[0], step.Offset)));
            case CallKind.Service:
                return new Value(Traits.Opaque, 0, 0, 0, step.Things.Bit(new Thing(ThingKind.Service, target.TypeArguments[0], 0)));
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
            step.Tell(WriteKind.Assign, null, _arguments[^1]);
        }
        else if (target.HasThis)
        {
            step.Assign(target.Property!, _arguments[0], _arguments[^1]);
        }
        else
        {
            step.Tell(WriteKind.Assign, target.Property, _arguments[^1]);
        }
    }

    private Value Own(CallTarget target)
    {
        var own = target.Own!;
        var summary = code.SummaryOf(own);
        Changes(own, 0);
        Pass(own, 0);
        var result = new Value(Returned(own, target.ReturnType), 0, 0, 0, 0);
        for (var i = 0; i < _arguments.Count; i++)
        {
            var argument = step.Read(_arguments[i]);
            var bit = i < 31 ? 1u << i : 0;
            if ((summary.ReturnsOf & bit) != 0)
            {
                result = result with { Of = result.Of | argument.Of, Things = result.Things | argument.Things };
            }

            result = result with { Is = (summary.ReturnsIs & bit) != 0 ? result.Is | argument.Is : result.Is, From = result.From | (i < own.FirstParameter ? 0 : step.FilledFrom(argument)) };
        }

        foreach (var field in summary.Fields)
        {
            result = result with { Things = result.Things | step.Things.FieldBit(field) };
        }

        foreach (var made in summary.Made)
        {
            result = result with { Things = result.Things | step.Things.Bit(new Thing(ThingKind.Fresh, made, step.Offset)) };
        }

        return result;
    }

    // Before a method has been followed, it is taken to return nothing of note; whoever calls it is followed again when it does.
    private Traits Returned(MethodModel own, string type)
    {
        if (KnownTypes.Traits(type) == Traits.Number || code.Code.Find(type) is { BaseName: "System.Enum" })
        {
            return Traits.Number;
        }

        var implementations = code.Graph.ImplementationsOf(own);
        var returns = code.SummaryOf(own).Returns;
        foreach (var implementation in implementations)
        {
            returns |= code.SummaryOf(implementation).Returns;
        }

        return returns != Traits.None ? returns
            : own.Written.Body is not null || implementations.Count > 0 ? Traits.Constant
            : Traits.Opaque;
    }

    private void Pass(MethodModel own, int first)
    {
        for (var i = 0; i < _arguments.Count; i++)
        {
            var traits = _arguments[i].Traits;
            code.Pass(own, i + first, traits);
            foreach (var implementation in code.Graph.ImplementationsOf(own))
            {
                code.Pass(implementation, i + first, traits);
            }
        }
    }

    private void Sinks(CallTarget target)
    {
        if (target.SqlText >= 0 && target.SqlText < _arguments.Count)
        {
            Sink(_arguments[target.SqlText]);
        }
        else if (target.IsSafeSql)
        {
            step.Visitor?.Sql(new SqlSite(method, step.Offset, _texts.Statement(_arguments)));
        }
        else if (target.Own is { } own)
        {
            var sinks = code.Graph.ImplementationsOf(own).Aggregate(code.SummaryOf(own).Sinks, (all, implementation) => all | code.SummaryOf(implementation).Sinks);
            for (var i = 0; sinks != 0 && i < _arguments.Count && i < 31; i++)
            {
                if ((sinks & (1u << i)) != 0)
                {
                    Sink(_arguments[i]);
                }
            }
        }
    }

    // What a caller hands over is the caller's to answer for, where there is one.
    private void Sink(Value text)
    {
        if (text.Is != 0 && (text.Has(Traits.Passed) || !text.Has(Traits.Dynamic)))
        {
            code.SummaryOf(method).Sink(text.Is);
            if (code.Graph.HasKnownCallers(method))
            {
                return;
            }
        }

        step.Visitor?.Sql(new SqlSite(method, step.Offset, text.Traits & Texts.All));
    }

    // What a method of the host's own does to the objects it is given.
    private void Changes(MethodModel own, int first)
    {
        var mutates = code.SummaryOf(own).Mutates;
        for (var i = first; i < _arguments.Count + first && i < 31; i++)
        {
            var argument = _arguments[i - first];
            if ((mutates & (1u << i)) != 0 && !step.Things.IsFresh(argument))
            {
                step.Touch(argument, argument.Has(Traits.Address) ? WriteKind.Assign : WriteKind.Mutate, Value.Some);
            }
        }
    }

    private Value FillOnce(CallTarget target)
    {
        // CompareExchange with anything but "empty" is an ordinary write.
        var once = target.Name != "CompareExchange" || _arguments[^1].Has(Traits.Null) || (_arguments[^1].Has(Traits.Integer) && _arguments[^1].Number == 0);
        var place = _arguments[0];
        foreach (var thing in step.Things.Of(place.Things))
        {
            if (thing.Field is { } field)
            {
                step.Tell(WriteKind.Assign, field, _arguments.Count > 1 ? _arguments[1] : Value.Some, once);
            }
        }

        if (!once && place.Of != 0)
        {
            code.SummaryOf(method).Mutate(place.Of);
        }

        return step.Read(place);
    }

    private void Handlers(bool isRoute)
    {
        foreach (var argument in _arguments)
        {
            foreach (var thing in step.Things.Of(argument.Things))
            {
                if (thing is { Kind: ThingKind.Method, Subject: MethodModel handler })
                {
                    step.Visitor?.Handler(handler, isRoute);
                }
            }
        }
    }

    private Value Other(CallTarget target)
    {
        var from = CallKinds.IsRequest(target) ? Value.Request : 0;
        foreach (var argument in _arguments)
        {
            from |= step.FilledFrom(step.Read(argument));
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
                if (step.Things.HasField(place.Things) || place.Of != 0)
                {
                    step.Touch(place, WriteKind.Assign, written);
                }

                step.Fill(place, written);
            }
        }
    }
}
