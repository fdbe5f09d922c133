using HealthKit.CodeScan.Flow;
using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.Connections;

/// <summary>The host's own methods that values may run: those in delegates, in sequences and tasks that were made with them, and in what such tasks were put into.</summary>
internal sealed class HandedMethods(Heap heap, FlowState now)
{
    // The number of a method's thing: it is run itself, or within the task that a task gives.
    private const int Outer = 0;
    private const int Inner = 1;

    private readonly Dictionary<ulong, ulong> _kept = [];

    /// <summary>What a value may run.</summary>
    public List<MethodModel> Of(Value value)
    {
        var found = new List<MethodModel>();
        foreach (var thing in heap.Things.Of(All(value)))
        {
            if (thing is { Kind: ThingKind.Method, Number: Outer, Subject: MethodModel method })
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
        foreach (var thing in heap.Things.Of(All(value)))
        {
            most = thing.Kind == ThingKind.CallOut ? Math.Max(most, thing.Number) : most;
        }

        return most;
    }

    /// <summary>The task on the stack is that of a call that may leave the process.</summary>
    public void Begin(int level) => Give(heap.Things.Bit(new Thing(ThingKind.CallOut, null, level)));

    /// <summary>What a call gives runs what its arguments do: a sequence, or a task.</summary>
    public void Pass(CallTarget target, List<Value> arguments)
    {
        var isMade = target.Name == ".ctor" && arguments.Count == target.Parameters.Length;
        if (target.ReturnsNothing && !isMade)
        {
            return;
        }

        if (isMade ? DelegateCalls.Run(target) : DelegateCalls.Join(target) && target.Name is not ("WhenAll" or "WhenAny"))
        {
            var result = now.Pop();
            now.Push(result with { Things = result.Things & ~Bits(result.Things) });
        }
        else if (DelegateCalls.Describe(target) || DelegateCalls.Start(target) || target.Name == "Unwrap")
        {
            var number = DelegateCalls.StartsTask(target) ? Inner : Outer;
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
        if (Bits(element.Things) is var bits and not 0)
        {
            foreach (var thing in heap.Things.Of(heap.Read(container).Things))
            {
                if (thing.Kind == ThingKind.Fresh)
                {
                    var at = heap.Things.Bit(thing);
                    _kept[at] = _kept.GetValueOrDefault(at) | bits;
                }
            }
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

    private ulong All(Value value)
    {
        var things = heap.Read(value).Things;
        if (things != 0 && _kept.Count > 0)
        {
            foreach (var (container, held) in _kept)
            {
                things |= (container & things) != 0 ? held : 0;
            }
        }

        return things;
    }

    private ulong Bits(ulong things)
    {
        var bits = 0ul;
        foreach (var thing in heap.Things.Of(things))
        {
            bits |= thing.Kind is ThingKind.Method or ThingKind.CallOut ? heap.Things.Bit(thing) : 0;
        }

        return bits;
    }
}
