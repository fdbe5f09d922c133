using HealthKit.CodeScan.Flow;
using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.Connections;

/// <summary>The host's own methods that values may run: those in delegates, in sequences and tasks that were made with them, and in what such tasks were put into.</summary>
internal sealed class HandedMethods(Heap heap, FlowState now)
{
    // The number of a method's thing: what a delegate or a sequence runs, a task that it is started in, a task that gives that task.
    private const int Delegate = 0;
    private const int Started = 1;
    private const int Inner = 2;

    // More calls than these are not told apart.
    private const int MostCalls = 6;

    private readonly List<int> _calls = [];

    /// <summary>What a value runs, or is the task of.</summary>
    public List<MethodModel> Of(Value value)
    {
        var found = new List<MethodModel>();
        foreach (var thing in heap.Things.Of(heap.Read(value).Things))
        {
            if (thing is { Kind: ThingKind.Method, Number: Delegate or Started, Subject: MethodModel method })
            {
                found.Add(method);
            }
        }

        return found;
    }

    /// <summary>2 where a value is the task of a call that has left the process, 1 where it may be.</summary>
    public int Pending(Value value)
    {
        var most = 0;
        foreach (var thing in heap.Things.Of(heap.Read(value).Things))
        {
            most = thing is { Kind: ThingKind.CallOut, Subject: int level } ? Math.Max(most, level) : most;
        }

        return most;
    }

    /// <summary>The task on the stack is that of a call that may leave the process.</summary>
    public void Begin(int level, int offset)
    {
        if (!_calls.Contains(offset) && _calls.Count < MostCalls)
        {
            _calls.Add(offset);
        }

        Give(heap.Things.Bit(new Thing(ThingKind.CallOut, level, _calls.IndexOf(offset))));
    }

    /// <summary>What a call gives runs what its arguments do, a sequence or a task; what has been waited for has run.</summary>
    public void Pass(CallTarget target, List<Value> arguments)
    {
        if (DelegateCalls.Join(target) && !DelegateCalls.JoinsOne(target))
        {
            Forget(arguments.Aggregate(0ul, (all, argument) => all | Bits(heap.Read(argument).Things, isTask: true)));
        }

        if (target.Name == ".ctor" && arguments.Count == target.Parameters.Length && DelegateCalls.Run(target))
        {
            var made = now.Pop();
            now.Push(made with { Things = made.Things & ~Bits(made.Things, isTask: false) });
        }
        else if (!target.ReturnsNothing && DelegateCalls.Combine(target))
        {
            Give(arguments.Aggregate(0ul, (all, argument) => all | Bits(heap.Read(argument).Things, isTask: true)));
        }
        else if (!target.ReturnsNothing && (DelegateCalls.Describe(target) || DelegateCalls.Start(target) || target.Name == "Unwrap"))
        {
            var number = DelegateCalls.StartsTask(target) ? Inner : DelegateCalls.Describe(target) ? Delegate : Started;
            var bits = 0ul;
            foreach (var argument in arguments)
            {
                foreach (var thing in heap.Things.Of(argument.Things))
                {
                    bits |= thing.Kind == ThingKind.Method ? heap.Things.Bit(thing with { Number = number }) : 0;
                }
            }

            Give(bits);
        }
    }

    /// <summary>A collection or an array holds what was put into it.</summary>
    public void Keep(Value container, Value element)
    {
        var bits = Bits(element.Things, isTask: false);
        var containers = 0ul;
        foreach (var thing in heap.Things.Of(bits == 0 ? 0 : heap.Read(container).Things))
        {
            containers |= thing.Kind == ThingKind.Fresh ? heap.Things.Bit(thing) : 0;
        }

        if (containers != 0)
        {
            Change(value => (value.Things & containers) == 0 ? value : value with { Things = value.Things | bits });
        }
    }

    private void Forget(ulong bits)
    {
        if (bits != 0)
        {
            Change(value => (value.Things & bits) == 0 ? value : value with { Things = value.Things & ~bits });
        }
    }

    private void Change(Func<Value, Value> change)
    {
        for (var i = 0; i < now.Cells.Length; i++)
        {
            now.Cells[i] = change(now.Cells[i]);
        }

        for (var i = 0; i < now.Depth; i++)
        {
            now.Stack[i] = change(now.Stack[i]);
        }
    }

    private void Give(ulong bits)
    {
        if (bits != 0)
        {
            var value = now.Pop();
            now.Push(value with { Things = value.Things | bits });
        }
    }

    // The methods that a value runs and the calls that it is the task of; of tasks alone.
    private ulong Bits(ulong things, bool isTask)
    {
        var bits = 0ul;
        foreach (var thing in heap.Things.Of(things))
        {
            bits |= thing.Kind == ThingKind.CallOut || (thing.Kind == ThingKind.Method && (!isTask || thing.Number != Delegate)) ? heap.Things.Bit(thing) : 0;
        }

        return bits;
    }
}
