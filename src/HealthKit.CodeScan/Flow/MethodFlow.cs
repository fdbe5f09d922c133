using System.Reflection.Metadata;
using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.Flow;

/// <summary>
/// Follows the values of one method through all its paths until nothing new is learnt. State machines are followed as the method that
/// was written: their fields are cells. The paths that resume an asynchronous one are left out, since those that never suspend carry the same values; an iterator
/// is entered again after each element, with what it had then.
/// </summary>
internal sealed class MethodFlow
{
    private const int MostInstructions = 40_000;
    private const int MostRounds = 12;

    // A state keeps a value for every local at every target of a jump: 32 MB of them are let go of with the method.
    private const int MostValues = 1_000_000;

    private readonly Instruction[] _code;
    private readonly Action _pause;
    private readonly FlowState?[] _entries;
    private readonly bool[] _isLeader;
    private readonly List<int>[] _handlers;
    private readonly FlowState _now;
    private readonly MethodModel _method;
    private readonly CellLayout _layout;
    private readonly Heap _heap;
    private readonly Stepper _step;
    private readonly HashSet<int> _exceptionHandlers = [];
    private readonly Queue<int> _work = new();
    private readonly HashSet<int> _waiting = [];
    private readonly int _cells;
    private readonly int _maxStack;
    private long _values;

    private MethodFlow(MethodModel method, MethodIl body, CodeFlow code)
    {
        (_code, _pause) = (InstructionReader.Read(body.Code), code.Pause);
        _maxStack = body.MaxStack;
        (_entries, _isLeader) = (new FlowState?[_code.Length], new bool[_code.Length]);
        _handlers = Handlers(body);
        (_method, _layout) = (method, new CellLayout(method, body.Locals, code));
        _cells = _layout.Count;
        _now = new FlowState(_cells, _maxStack);
        _heap = new Heap(method, code, _now);
        _step = new Stepper(method, _layout, code, _now, _heap, Protect);
        Leaders(body);
    }

    /// <summary>Follows a method; null where it has no body or a body beyond reading.</summary>
    public static MethodFlow? Solve(MethodModel method, CodeFlow code)
    {
        if (method.Written.Body is not { } body || body.Code.Length > MostInstructions * 4)
        {
            return null;
        }

        var flow = new MethodFlow(method, body, code);
        if (flow._code.Length > MostInstructions)
        {
            return null;
        }

        for (var round = 0; round < MostRounds; round++)
        {
            flow._heap.Again = false;
            flow.Run();
            if (!flow._heap.Again)
            {
                return flow;
            }
        }

        return null;
    }

    /// <summary>Goes through every path once more, from what is finally known, and tells the visitor.</summary>
    public void Replay(IFlowVisitor visitor)
    {
        _heap.Visitor = visitor;
        for (var leader = 0; leader < _entries.Length; leader++)
        {
            if (_entries[leader] is { IsReached: true } entry)
            {
                _now.CopyFrom(entry);
                Block(leader, quiet: true);
            }
        }

        if (_heap.Things.IsFull)
        {
            visitor.Unreadable(_method);
        }

        _heap.Visitor = null;
    }

    private void Run()
    {
        var start = new FlowState(_cells, _maxStack);
        _layout.Enter(start);
        if (_entries.Length == 0)
        {
            return;
        }

        Entry(0).Join(start, 0);
        for (var leader = 0; leader < _entries.Length; leader++)
        {
            if (_entries[leader] is { IsReached: true })
            {
                Enqueue(leader);
            }
        }

        while (_work.TryDequeue(out var leader))
        {
            _pause();
            _waiting.Remove(leader);
            _now.CopyFrom(_entries[leader]!);
            Block(leader, quiet: false);
        }
    }

    private void Block(int at, bool quiet)
    {
        Protect(at, quiet);
        while (at < _code.Length)
        {
            var instruction = _code[at];
            if (instruction.IsJump)
            {
                Flow(instruction.Operand, _now.Depth, quiet);
                return;
            }

            if (instruction.IsLeave)
            {
                Flow(instruction.Operand, 0, quiet);
                return;
            }

            if (instruction.IsConditional || instruction.Code == ILOpCode.Switch)
            {
                Branch(instruction, at, quiet);
                return;
            }

            _step.Run(instruction, at, quiet);
            if (instruction.Code == ILOpCode.Stfld && _layout.IsYielding(_now))
            {
                Flow(0, depth: 0, quiet);
            }

            if (instruction.Ends)
            {
                return;
            }

            at++;
            if (at < _code.Length && _isLeader[at])
            {
                Flow(at, _now.Depth, quiet);
                return;
            }
        }
    }

    private void Branch(Instruction instruction, int at, bool quiet)
    {
        if (instruction.Code == ILOpCode.Switch)
        {
            var chosen = _now.Pop();
            if (chosen.Has(Traits.Integer))
            {
                Flow(chosen.Number >= 0 && chosen.Number < instruction.Targets!.Length ? instruction.Targets[chosen.Number] : at + 1, _now.Depth, quiet);
                return;
            }

            foreach (var target in instruction.Targets!)
            {
                Flow(target, _now.Depth, quiet);
            }

            Flow(at + 1, _now.Depth, quiet);
            return;
        }

        var (taken, emptyWhenTaken, emptyWhenNot) = Conditions.Decide(instruction, _now);
        var empty = _now.Empty;
        if (taken != false)
        {
            _now.Empty = empty | emptyWhenTaken;
            Flow(instruction.Operand, _now.Depth, quiet);
        }

        if (taken != true)
        {
            _now.Empty = empty | emptyWhenNot;
            Flow(at + 1, _now.Depth, quiet);
        }

        _now.Empty = empty;
    }

    private void Flow(int target, int depth, bool quiet)
    {
        if (quiet || target >= _code.Length)
        {
            return;
        }

        if (Entry(target).Join(_now, depth))
        {
            Enqueue(target);
        }
    }

    private FlowState Entry(int leader)
    {
        if (_entries[leader] is { } entry)
        {
            return entry;
        }

        _values += _cells + _maxStack;
        return _values > MostValues ? throw new InvalidOperationException("A method has too many locals and jumps.") : _entries[leader] = new FlowState(_cells, _maxStack);
    }

    private void Enqueue(int leader)
    {
        if (_waiting.Add(leader))
        {
            _work.Enqueue(leader);
        }
    }

    // Whatever a protected block has done so far may be what its handlers find.
    private void Protect(int at, bool quiet)
    {
        if (quiet || _handlers[at] is not { Count: > 0 } handlers)
        {
            return;
        }

        foreach (var handler in handlers)
        {
            var depth = _now.Depth;
            var bottom = _now.Stack[0];
            _now.Stack[0] = Value.Opaque;
            _now.Depth = _exceptionHandlers.Contains(handler) ? 1 : 0;
            Flow(handler, _now.Depth, quiet: false);
            _now.Stack[0] = bottom;
            _now.Depth = depth;
        }
    }

    private List<int>[] Handlers(MethodIl body)
    {
        var handlers = new List<int>[_code.Length + 1];
        foreach (var region in body.Regions)
        {
            var (from, to) = (InstructionReader.IndexOf(_code, region.TryStart), InstructionReader.IndexOf(_code, region.TryEnd));
            for (var at = from; at < to; at++)
            {
                (handlers[at] ??= []).Add(InstructionReader.IndexOf(_code, region.HandlerStart));
                if (region.FilterStart >= 0)
                {
                    handlers[at].Add(InstructionReader.IndexOf(_code, region.FilterStart));
                }
            }
        }

        return handlers;
    }

    // Blocks begin where jumps lead, after them, and where handlers and protected blocks begin.
    private void Leaders(MethodIl body)
    {
        void Mark(int index)
        {
            if (index < _code.Length)
            {
                _isLeader[index] = true;
            }
        }

        for (var at = 0; at < _code.Length; at++)
        {
            var instruction = _code[at];
            if (instruction.Targets is { } targets)
            {
                Array.ForEach(targets, Mark);
                Mark(at + 1);
            }
            else if (instruction.IsConditional || instruction.IsJump || instruction.IsLeave)
            {
                Mark(instruction.Operand);
                Mark(at + 1);
            }
        }

        foreach (var region in body.Regions)
        {
            Mark(InstructionReader.IndexOf(_code, region.TryStart));
            Mark(InstructionReader.IndexOf(_code, region.HandlerStart));
            if (region.FilterStart >= 0)
            {
                Mark(InstructionReader.IndexOf(_code, region.FilterStart));
            }

            if (region.TakesException)
            {
                _exceptionHandlers.Add(InstructionReader.IndexOf(_code, region.HandlerStart));
                if (region.FilterStart >= 0)
                {
                    _exceptionHandlers.Add(InstructionReader.IndexOf(_code, region.FilterStart));
                }
            }
        }
    }
}
