using System.Reflection.Metadata;
using HealthKit.CodeScan.Flow;
using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.Connections;

/// <summary>
/// Walks the paths of one method with the stepper of the analysis of values, paths apart for as long as they hold different connections, through every finally block and every handler that an
/// exception may meet. State machines are walked as the method that was written; an iterator goes on after each element.
/// </summary>
internal sealed class ConnectionFlow
{
    private const int MostRounds = 12;
    private const int MostPaths = 64;
    private const int MostBlocks = 60_000;

    // What may hold a connection needs bits, too.
    private const int MostFresh = 12;

    // As in the analysis of values: what is kept at the targets of jumps is let go of with the method.
    private const int MostValues = 1_000_000;

    private static readonly Value Nothing = Value.Integer(0) with { Traits = Traits.Number | Traits.Integer | Traits.Null };

    private readonly ConnectionScan _scan;
    private readonly MethodModel _method;
    private readonly Instruction[] _code;
    private readonly Unwinding _unwinding;
    private readonly Dictionary<PathKey, FlowState>?[] _entries;
    private readonly Queue<(int At, PathKey Key)> _work = new();
    private readonly HashSet<(int At, PathKey Key)> _waiting = [];
    private readonly FlowState _now;
    private readonly CellLayout _layout;
    private readonly Heap _heap;
    private readonly Stepper _step;
    private readonly PathShape _shape;
    private readonly int _cells;
    private readonly int _maxStack;
    private readonly PathSites _path;
    private readonly ConnectionEffects _effects;
    private readonly PathTests _tests;
    private readonly Dictionary<int, string> _undecided = [];
    private int _unwind;
    private int _phase;
    private int _blocks;
    private long _values;

    private ConnectionFlow(MethodModel method, MethodIl body, ConnectionScan scan)
    {
        (_method, _scan) = (method, scan);
        _code = InstructionReader.Read(body.Code);
        _unwinding = new Unwinding(body, _code);
        _entries = new Dictionary<PathKey, FlowState>?[_code.Length + 1];
        _layout = new CellLayout(method, body.Locals, scan.Flow);
        var captured = new CapturedVariables(method, _code, scan, _layout.Count);
        (_cells, _maxStack) = (_layout.Count + captured.Count, body.MaxStack);
        _now = new FlowState(_cells, _maxStack);
        _heap = new Heap(method, scan.Flow, _now, MostFresh, PathSites.IsOfNote);
        _step = new Stepper(method, _layout, scan.Flow, _now, _heap, static (_, _) => { });
        _path = new PathSites(method, scan, _heap, _now);
        _effects = new ConnectionEffects(method, scan, _heap, _now, _layout, _path, captured);
        _tests = new PathTests(method, _code, scan.Flow, _layout, captured);
        _shape = new PathShape(_cells, _path);
    }

    /// <summary>What may hold a connection.</summary>
    public IEnumerable<HoldSite> Sites => _path.Sites;

    /// <summary>Calls out while something is held.</summary>
    public IReadOnlyCollection<CustodySite> Custody => _effects.Custody;

    public ConnectionSummary Summary { get; private set; } = ConnectionSummary.Nothing;

    /// <summary>What is known of a method without a body.</summary>
    public static ConnectionFlow Empty(MethodModel method, ConnectionScan scan) => new(method, new MethodIl([], 1, 0, []), scan);

    /// <summary>Walks a method; null where it has too many paths.</summary>
    public static ConnectionFlow? Solve(MethodModel method, ConnectionScan scan)
    {
        var flow = new ConnectionFlow(method, method.Written.Body!, scan);
        if (!flow.Solve() && !(flow._shape.Forget() && flow.Solve()))
        {
            return null;
        }

        flow.Summary = flow._effects.Summary();
        return flow._heap.Things.IsFull && flow.Sites.Any(static site => site.IsOpened) ? null : flow;
    }

    private bool Solve()
    {
        _blocks = 0;
        for (var round = 0; round < MostRounds; round++)
        {
            _heap.Again = false;
            _path.Again = false;
            if (!Run())
            {
                return false;
            }

            if (!_heap.Again && !_path.Again)
            {
                return true;
            }
        }

        return false;
    }

    private bool Run()
    {
        if (_code.Length == 0)
        {
            return true;
        }

        _effects.Reset();
        _values = 0;
        _work.Clear();
        _waiting.Clear();
        Array.Clear(_entries);
        (_unwind, _phase) = (0, 0);
        _layout.Enter(_now);
        (_now.Depth, _now.Empty) = (0, 0);
        _effects.Enter();
        Flow(0);
        while (_work.TryDequeue(out var path))
        {
            _scan.Flow.Pause();
            _waiting.Remove(path);
            if (++_blocks > MostBlocks || _values > MostValues)
            {
                return false;
            }

            Resume(path.At, path.Key);
            Block(path.At);
            if (_entries[path.At]!.Count > MostPaths)
            {
                return false;
            }
        }

        return true;
    }

    private void Resume(int at, PathKey key)
    {
        _now.CopyFrom(_entries[at]![key]);
        (_path.Held, _path.Unclear, _path.Freed, _unwind, _phase) = (key.Held, key.Unclear, key.Freed, key.Unwinding, key.Phase);
    }

    private void Block(int at)
    {
        _path.Condition = at > 0 && _undecided.TryGetValue(at - 1, out var condition) ? condition : null;
        while (at < _code.Length)
        {
            var instruction = _code[at];
            if (instruction.IsJump)
            {
                Flow(instruction.Operand);
                return;
            }

            if (instruction.IsLeave)
            {
                Leave(at, instruction.Operand);
                return;
            }

            if (instruction.IsConditional || instruction.Code == ILOpCode.Switch)
            {
                Branch(instruction, at);
                return;
            }

            switch (instruction.Code)
            {
                case ILOpCode.Endfinally:
                    EndFinally(at);
                    return;
                case ILOpCode.Throw or ILOpCode.Rethrow:
                    Raise(at, null);
                    return;
                case ILOpCode.Ret:
                    Return();
                    return;
                case ILOpCode.Endfilter or ILOpCode.Jmp:
                    return;
            }

            if (!Step(instruction, at))
            {
                return;
            }

            at++;
            if (at < _code.Length && _unwinding.IsLeader[at])
            {
                Flow(at);
                return;
            }
        }
    }

    /// <summary>Runs one instruction; false where the path ends with it.</summary>
    private bool Step(Instruction instruction, int at)
    {
        if (instruction.Code is ILOpCode.Ceq or ILOpCode.Cgt_un && Comparison(instruction.Code) is { } known)
        {
            _now.Pop();
            _now.Pop();
            _now.Push(Value.Integer(known ? 1 : 0));
            return true;
        }

        if (instruction.Code is not (ILOpCode.Call or ILOpCode.Callvirt or ILOpCode.Newobj))
        {
            var tested = instruction.Code is ILOpCode.Ceq or ILOpCode.Cgt_un ? Tested() : 0;
            _effects.Before(instruction);
            _step.Run(instruction, at, quiet: true);
            _effects.After(instruction);
            if (tested != 0)
            {
                var result = _now.Pop();
                _now.Push(result with { Things = result.Things | tested });
            }

            return true;
        }

        var isNew = instruction.Code == ILOpCode.Newobj;
        var target = _scan.Flow.Code.Call(_method.Type.Image, instruction.Operand) ?? throw new InvalidOperationException("A call of something that is no method.");
        var kind = _scan.Index.Of(target, isNew);
        _effects.Take(target, isNew);
        switch (kind)
        {
            case ConnectionCall.Suspend:
                return false;
            case ConnectionCall.Throw:
                Raise(at, null);
                return false;
            case ConnectionCall.Fault:
                _effects.Escape(null);
                return false;
            case ConnectionCall.Result:
                return Result(target);
        }

        _effects.CallOut(target, kind, instruction.Offset);
        var frees = _effects.FreesAny(target, kind);
        if (!frees && ConnectionCalls.MayThrow(target, kind))
        {
            var (held, unclear) = (_path.Held, _path.Unclear);
            _effects.ClosesWhenItFails(target, kind);
            Raise(at, Name(target));
            (_path.Held, _path.Unclear) = (held, unclear);
        }

        _step.Run(instruction, at, quiet: true);
        _effects.Call(target, kind, isNew, instruction.Offset);
        _effects.Pass(target, instruction.Offset);
        if (frees && !DelegateCalls.Start(target) && ConnectionCalls.MayThrow(target, kind))
        {
            Raise(at, Name(target));
        }

        return true;
    }

    // What a comparison with nothing tests.
    private ulong Tested() => _now.Depth > 1 && _now.Peek() is var right && (right.Has(Traits.Null) || (right.Has(Traits.Integer) && right.Number == 0)) ? _now.Stack[_now.Depth - 2].Things : 0;

    private static string Name(CallTarget target) => ConnectionEffects.Name(target);

    // The value of an asynchronous method, or an asynchronous iterator's word on whether there is another element.
    private bool Result(CallTarget target)
    {
        if (target.Type.EndsWith("ManualResetValueTaskSourceCore`1", StringComparison.Ordinal))
        {
            if (_effects.Last is { } more && more.Has(Traits.Integer) && more.Number == 0)
            {
                _effects.Exit();
            }
            else
            {
                Yield();
            }

            return false;
        }

        if (target.Parameters.Length > 0)
        {
            _effects.Return(_effects.Last!.Value);
        }

        _effects.Exit();
        return false;
    }

    private void Return()
    {
        if (_method.Written == _method)
        {
            if (_now.Depth > 0)
            {
                _effects.Return(_now.Pop());
            }

            _effects.Exit();
        }
        else if (CellLayout.IsIterator(_method.Machine!) && _now.Depth > 0 && _now.Peek() is var more && !(more.Has(Traits.Integer) && more.Number == 0))
        {
            Yield();
        }
        else
        {
            _effects.Exit();
        }
    }

    // Goes on where the next element is asked for.
    private void Yield()
    {
        _effects.Yields();
        if (_layout.IteratorState < 0 || !_now.Cells[_layout.IteratorState].Has(Traits.Integer))
        {
            return;
        }

        _phase = _now.Cells[_layout.IteratorState].Number;
        _now.Depth = 0;
        Flow(0);
    }

    private void Raise(int at, string? callee)
    {
        var (handlers, escapes) = _unwinding.Raise(at);
        if (escapes)
        {
            _effects.Escape(callee);
        }

        foreach (var handler in handlers)
        {
            var (depth, bottom, way) = (_now.Depth, _now.Stack[0], _unwind);
            _now.Stack[0] = Value.Opaque with { Traits = Traits.Opaque | Traits.Present };
            _now.Depth = handler.TakesException ? 1 : 0;
            if (!handler.TakesException)
            {
                _unwind = _unwinding.Enter(_unwind, handler.HandlerStart, Unwinding.Exception);
            }

            Flow(handler.HandlerStart);
            (_now.Depth, _now.Stack[0], _unwind) = (depth, bottom, way);
        }
    }

    private void Leave(int at, int target)
    {
        _now.Depth = 0;
        if (_unwinding.Leave(at, target) is { } region)
        {
            var way = _unwind;
            _unwind = _unwinding.Enter(_unwinding.At(_unwind, region.TryStart), region.HandlerStart, target);
            Flow(region.HandlerStart);
            _unwind = way;
        }
        else
        {
            Flow(target);
        }
    }

    private void EndFinally(int at)
    {
        var target = _unwinding.TargetOf(_unwind);
        if (target == Unwinding.Exception)
        {
            Raise(at, null);
        }
        else
        {
            Leave(at, target);
        }
    }

    private void Branch(Instruction instruction, int at)
    {
        if (instruction.Code == ILOpCode.Switch)
        {
            var chosen = _now.Pop();
            if (chosen.Has(Traits.Integer))
            {
                Flow(chosen.Number >= 0 && chosen.Number < instruction.Targets!.Length ? instruction.Targets[chosen.Number] : at + 1);
                return;
            }

            foreach (var target in instruction.Targets!.Distinct())
            {
                Flow(target);
            }

            Flow(at + 1);
            return;
        }

        var isTest = instruction.Code is ILOpCode.Brtrue or ILOpCode.Brtrue_s or ILOpCode.Brfalse or ILOpCode.Brfalse_s;
        var tested = isTest ? _now.Peek() : default;
        if (isTest && Truth(tested) is { } truth)
        {
            _now.Pop();
            Flow(truth == instruction.Code is ILOpCode.Brtrue or ILOpCode.Brtrue_s ? instruction.Operand : at + 1);
            return;
        }

        if (!isTest && instruction.Code is ILOpCode.Beq or ILOpCode.Beq_s or ILOpCode.Bne_un or ILOpCode.Bne_un_s && Comparison(ILOpCode.Ceq) is { } equal)
        {
            _now.Pop();
            _now.Pop();
            Flow(equal == instruction.Code is ILOpCode.Beq or ILOpCode.Beq_s ? instruction.Operand : at + 1);
            return;
        }

        if (_tests.Foreign(at) is { } condition)
        {
            _undecided[at] = condition;
        }

        var source = _tests.Source(at, instruction.Code);
        if (source is { Cell: < 0 })
        {
            _effects.Tested = _now.Peek();
        }

        var (taken, emptyWhenTaken, emptyWhenNot) = Conditions.Decide(instruction, _now);
        var copy = isTest && at > 0 && _code[at - 1].Code == ILOpCode.Dup ? _now.Peek() : default;
        var whenTrue = instruction.Code is ILOpCode.Brtrue or ILOpCode.Brtrue_s;
        var empty = _now.Empty;
        if (taken != false)
        {
            _now.Empty = empty | emptyWhenTaken;
            AssumeCopy(copy, whenTrue);
            Assume(source, taken: true, instruction.Operand);
        }

        if (taken != true)
        {
            _now.Empty = empty | emptyWhenNot;
            AssumeCopy(copy, !whenTrue);
            Assume(source, taken: false, at + 1);
        }

        _now.Empty = empty;
    }

    // What was tested may lie on the stack still.
    private void AssumeCopy(Value copy, bool isSomething)
    {
        if (copy.IsSeen)
        {
            _now.Pop();
            _now.Push(isSomething ? copy with { Traits = copy.Traits | Traits.Present } : Nothing);
        }
    }

    // On each way out of a test the tested variable is known to be something or nothing.
    private void Assume((int Cell, bool WhenTaken)? source, bool taken, int target)
    {
        if (source is not { } test)
        {
            Flow(target);
            return;
        }

        var (held, unclear, freed) = (_path.Held, _path.Unclear, _path.Freed);
        if (test.Cell < 0)
        {
            if (taken != test.WhenTaken)
            {
                _effects.IsNothing(_effects.Tested);
            }

            Flow(target);
        }
        else
        {
            // An argument that was copied is the same argument.
            var value = _now.Cells[test.Cell];
            var same = Enumerable.Range(0, _cells).Where(cell => cell == test.Cell || (value.Has(Traits.Passed) && _now.Cells[cell] == value)).ToList();
            var assumed = taken == test.WhenTaken ? value with { Traits = value.Traits | Traits.Present } : Nothing;
            if (taken != test.WhenTaken)
            {
                _effects.IsNothing(value);
            }

            same.ForEach(cell => _now.Cells[cell] = assumed);
            Flow(target);
            same.ForEach(cell => _now.Cells[cell] = value);
        }

        (_path.Held, _path.Unclear, _path.Freed) = (held, unclear, freed);
    }

    private static bool? Truth(Value value) =>
        value.Has(Traits.Integer) ? value.Number != 0
        : value.Has(Traits.Null) ? false
        : value.Has(Traits.Present) && !value.Has(Traits.Address) ? true
        : null;

    // Whether the two topmost values are equal (or, for cgt.un, whether the first is something), where it is known.
    private bool? Comparison(ILOpCode code)
    {
        if (_now.Depth < 2)
        {
            return null;
        }

        var (left, right) = (_now.Stack[_now.Depth - 2], _now.Stack[_now.Depth - 1]);
        if (left.Has(Traits.Integer) && right.Has(Traits.Integer))
        {
            return code == ILOpCode.Ceq ? left.Number == right.Number : (uint)left.Number > (uint)right.Number;
        }

        var other = right.Has(Traits.Null) || (right.Has(Traits.Integer) && right.Number == 0) ? left : code == ILOpCode.Ceq && left.Has(Traits.Null) ? right : default;
        return other.IsSeen && Truth(other) is { } truth ? truth == (code == ILOpCode.Cgt_un) : null;
    }

    private void Flow(int target)
    {
        if (target >= _code.Length)
        {
            return;
        }

        var key = new PathKey(_path.Held, _path.Unclear, _path.Freed, _unwinding.At(_unwind, target), _phase, _shape.Of(_now));
        var entries = _entries[target] ??= [];
        if (!entries.TryGetValue(key, out var entry))
        {
            _values += _cells + _maxStack;
            entries.Add(key, entry = new FlowState(_cells, _maxStack));
        }
        else
        {
            _path.Again |= _shape.Learn(entry, _now);
        }

        if (entry.Join(_now, _now.Depth) && _waiting.Add((target, key)))
        {
            _work.Enqueue((target, key));
        }
    }
}
