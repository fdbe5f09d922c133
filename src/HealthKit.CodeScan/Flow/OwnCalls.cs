using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.Flow;

/// <summary>Calls of the host's own methods, by what is known of them so far.</summary>
internal sealed class OwnCalls(Heap heap, CodeFlow code)
{
    /// <summary>What a call of a method gives back; what it does with its arguments is noted.</summary>
    public Value Call(CallTarget target, List<Value> arguments)
    {
        var own = target.Own!;
        var summary = code.SummaryOf(own);
        Hand(own, arguments, 0);
        var result = new Value(Returned(own, target.ReturnType), 0, 0, 0, 0);
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = heap.Read(arguments[i]);
            var bit = i < 31 ? 1u << i : 0;
            if ((summary.ReturnsOf & bit) != 0)
            {
                result = result with { Of = result.Of | argument.Of, Things = result.Things | argument.Things };
            }

            result = result with { Is = (summary.ReturnsIs & bit) != 0 ? result.Is | argument.Is : result.Is, From = result.From | (i < own.FirstParameter ? 0 : heap.FilledFrom(argument)) };
        }

        foreach (var field in summary.Fields)
        {
            result = result with { Things = result.Things | heap.Things.FieldBit(field) };
        }

        foreach (var made in summary.Made)
        {
            result = result with { Things = result.Things | heap.Things.Bit(new Thing(ThingKind.Fresh, made, heap.Offset)) };
        }

        return result;
    }

    /// <summary>Hands arguments over, the first of them in the given place.</summary>
    public void Hand(MethodModel own, List<Value> arguments, int first)
    {
        Changes(own, arguments, first);
        Pass(own, arguments, first);
        Run(own, arguments, first);
    }

    /// <summary>The arguments of a method whose delegate it runs, or whose sequence it reads, whichever method the call reaches.</summary>
    public static uint Runs(MethodModel own, CodeFlow code)
    {
        var implementations = code.Graph.ImplementationsOf(own);
        var runs = implementations.Count == 0 || own.Written.Body is not null ? code.SummaryOf(own).Runs : uint.MaxValue;
        foreach (var implementation in implementations)
        {
            runs &= code.SummaryOf(implementation).Runs;
        }

        return runs;
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

    private void Pass(MethodModel own, List<Value> arguments, int first)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            var traits = arguments[i].Traits;
            code.Pass(own, i + first, traits);
            foreach (var implementation in code.Graph.ImplementationsOf(own))
            {
                code.Pass(implementation, i + first, traits);
            }
        }
    }

    private void Run(MethodModel own, List<Value> arguments, int first)
    {
        var runs = Runs(own, code);
        for (var i = first; runs != 0 && i < arguments.Count + first && i < 31; i++)
        {
            if ((runs & (1u << i)) != 0 && arguments[i - first].Is is var handed and not 0)
            {
                heap.Run(handed);
            }
        }
    }

    // What a method of the host's own does to the objects it is given.
    private void Changes(MethodModel own, List<Value> arguments, int first)
    {
        var mutates = code.SummaryOf(own).Mutates;
        for (var i = first; i < arguments.Count + first && i < 31; i++)
        {
            var argument = arguments[i - first];
            if ((mutates & (1u << i)) != 0 && !heap.Things.IsFresh(argument))
            {
                heap.Touch(argument, argument.Has(Traits.Address) ? WriteKind.Assign : WriteKind.Mutate, Value.Some);
            }
        }
    }
}
