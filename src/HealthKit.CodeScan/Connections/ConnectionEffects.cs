using System.Reflection.Metadata;
using HealthKit.CodeScan.Flow;
using HealthKit.CodeScan.Metadata;
using HealthKit.CodeScan.State;

namespace HealthKit.CodeScan.Connections;

/// <summary>What instructions do to the connections of one path.</summary>
internal sealed class ConnectionEffects
{
    private const int ClosesConnection = 32;
    private const string Current = "<>2__current";

    private readonly MethodModel _method;
    private readonly ConnectionScan _scan;
    private readonly Heap _heap;
    private readonly FlowState _now;
    private readonly CellLayout _layout;
    private readonly PathSites _path;
    private readonly OwnConnectionCalls _own;
    private readonly CallsWhileHeld _callsOut;
    private readonly DelegateEffects _delegates;
    private readonly HandedMethods _handed;
    private readonly CapturedVariables _captured;
    private readonly List<Value> _arguments = [];
    private Value _loadedFrom;
    private FieldModel? _loaded;

    // Connections that were given to commands which came from elsewhere.
    private ulong _given;
    private bool _returnsOpen;
    private bool _returnsCreated;
    private bool _returnsUnknown;
    private bool _streams;
    private uint _opens;
    private uint _frees;

    public ConnectionEffects(MethodModel method, ConnectionScan scan, Heap heap, FlowState now, CellLayout layout, PathSites path, CapturedVariables captured)
    {
        (_method, _scan, _heap, _now, _layout, _path, _captured) = (method, scan, heap, now, layout, path, captured);
        _own = new OwnConnectionCalls(method, scan, heap, now, layout, path);
        _handed = new HandedMethods(heap, now);
        _delegates = new DelegateEffects(scan, now, path, _handed);
        _callsOut = new CallsWhileHeld(scan, path, _handed);
    }

    /// <summary>Calls out while something is held.</summary>
    public IReadOnlyCollection<CustodySite> Custody => _callsOut.Found;

    /// <summary>True where the call releases what it is given.</summary>
    public bool FreesAny(CallTarget target, ConnectionCall kind) => (target.Own is { } own && _own.FreesAny(own, _arguments)) || _delegates.FreesAny(target, _arguments, kind);

    /// <summary>Takes note of a call that leaves the process while something is held.</summary>
    public void CallOut(CallTarget target, ConnectionCall kind, int offset) => _callsOut.Look(target, _arguments, kind, offset);

    /// <summary>The value on the stack runs what a sequence was described with, or a task started.</summary>
    public void Pass(CallTarget target, int offset) => _callsOut.Pass(target, _arguments, offset);

    /// <summary>The value that a jump tests.</summary>
    public Value Tested { get; set; }

    /// <summary>The last argument of the call.</summary>
    public Value? Last => _arguments.Count > 0 ? _arguments[^1] : null;

    public ConnectionSummary Summary() => new(_returnsOpen, _returnsCreated, _returnsUnknown, _opens, _frees == uint.MaxValue ? 0 : _frees & _path.Released, _path.MayFree & _path.Released, _path.Keeps, _path.Outs, _streams, _callsOut.RunsHeld);

    /// <summary>Forgets what earlier rounds said; which things there are stays.</summary>
    public void Reset()
    {
        (_returnsOpen, _returnsCreated, _returnsUnknown, _streams, _opens, _frees, _given) = (false, false, false, false, 0, uint.MaxValue, 0);
        _path.Reset();
        _callsOut.Reset();
    }

    /// <summary>What the method begins with: <c>Dispose(bool disposing)</c> is asked about as Dispose calls it.</summary>
    public void Enter()
    {
        if (_method.Written == _method && _method.ParameterNames.IndexOf("disposing") is var disposing and >= 0 && _method.Parameters[disposing] == "System.Boolean")
        {
            _now.Cells[disposing + _method.FirstParameter] = Value.Integer(1);
        }
    }

    /// <summary>Type and method, as the source has them.</summary>
    public static string Name(CallTarget target)
    {
        var name = target.Own is { } own ? SourceNames.Of(own) : $"{SourceNames.Of(target.Type)}.{(target.Name == ".ctor" ? "constructor" : target.Name)}";
        var type = name.LastIndexOf('.', Math.Max(name.LastIndexOf('.') - 1, 0));
        return name[(type + 1)..];
    }

    /// <summary>Reads the arguments of the call that comes next.</summary>
    public void Take(CallTarget target, bool isNew)
    {
        _arguments.Clear();
        var count = Math.Min(_now.Depth, target.Parameters.Length + (target.HasThis && !isNew ? 1 : 0));
        for (var at = _now.Depth - count; at < _now.Depth; at++)
        {
            _arguments.Add(_now.Stack[at]);
        }
    }

    /// <summary>Looks at what an instruction other than a call is about to do.</summary>
    public void Before(Instruction instruction)
    {
        _loaded = null;
        switch (instruction.Code)
        {
            case ILOpCode.Ldfld or ILOpCode.Ldflda or ILOpCode.Ldsfld or ILOpCode.Ldsflda:
                _loaded = _scan.Flow.Code.Field(_method.Type.Image, instruction.Operand);
                _loadedFrom = instruction.Code is ILOpCode.Ldfld or ILOpCode.Ldflda && _now.Depth > 0 ? _now.Peek() : default;
                break;
            case ILOpCode.Stfld when _now.Depth > 1:
                if (_scan.Flow.Code.Field(_method.Type.Image, instruction.Operand) is { } field)
                {
                    var holder = _now.Stack[_now.Depth - 2];
                    if (!holder.Has(Traits.Machine) || _layout.Slot(field) < 0)
                    {
                        _path.Store(field, holder, _now.Peek());
                        if (_captured.Slot(field) is var slot and >= 0)
                        {
                            _now.Cells[slot] = _now.Peek();
                        }
                    }
                    else if (field.Name == Current)
                    {
                        _path.Free(_path.SitesOf(_now.Peek()));
                    }
                }

                break;
            case ILOpCode.Stsfld when _now.Depth > 0:
                if (_scan.Flow.Code.Field(_method.Type.Image, instruction.Operand) is { } shared)
                {
                    _path.Store(shared, default, _now.Peek());
                }

                break;
            case (>= ILOpCode.Stelem_i and <= ILOpCode.Stelem_ref) or ILOpCode.Stelem when _now.Depth > 0:
                _path.Doubt(_path.SitesOf(_now.Peek()), "it is kept in an array");
                if (_now.Depth > 2)
                {
                    _handed.Keep(_now.Stack[_now.Depth - 3], _now.Peek());
                }

                break;
            case ILOpCode.Stind_ref or ILOpCode.Stobj when _now.Depth > 1:
                var place = _now.Stack[_now.Depth - 2];
                if (place.Of != 0 && _path.SitesOf(_now.Peek()) is var given and not 0)
                {
                    _path.Outs |= (given & _path.Held) != 0 ? place.Of : 0;
                    _path.Free(given);
                }

                break;
        }
    }

    /// <summary>Adds to the value that an instruction gave what it may hold.</summary>
    public void After(Instruction instruction)
    {
        if (instruction.Code == ILOpCode.Isinst && _now.Depth > 0)
        {
            Narrow(_scan.Flow.Code.Of(_method.Type.Image).TypeName(instruction.Operand));
        }

        if (_loaded is not { } field || _now.Depth == 0)
        {
            return;
        }

        if (instruction.Code == ILOpCode.Ldfld && _captured.Slot(field) is var slot and >= 0 && _now.Cells[slot].IsSeen)
        {
            _now.Pop();
            _now.Push(_now.Cells[slot]);
        }
        else if (field.Type.IsClosure && _path.CapturedBy(field) is var sites and not 0)
        {
            var value = _now.Pop();
            _now.Push(value with { Things = value.Things | sites });
        }
        else if (PathSites.IsEndMark(field.Name, field.ValueType))
        {
            _now.Pop();
            _now.Push(instruction.Code is ILOpCode.Ldfld or ILOpCode.Ldsfld ? Value.Integer(0) : Value.Opaque with { Traits = Traits.Opaque | Traits.Address });
        }
        else if (instruction.Code == ILOpCode.Ldfld && _path.SitesOf(_loadedFrom) is var held and not 0 && !field.Type.IsClosure)
        {
            // What a pair holds is still in it.
            var value = _now.Pop();
            _now.Push(value with { Things = value.Things | held });
        }
    }

    /// <summary>What a call has done; its result, if any, is on the stack.</summary>
    public void Call(CallTarget target, ConnectionCall kind, bool isNew, int offset)
    {
        if (target.Type == "<PrivateImplementationDetails>")
        {
            Inline(target);
        }
        else if (target.Own is not null)
        {
            _own.Call(target, _arguments, kind, isNew, offset);
            _delegates.Ran(target, _arguments, isNew, kind);
            _delegates.Made(target, _arguments, isNew, kind, offset);
        }
        else
        {
            _delegates.Ran(target, _arguments, isNew, kind);
            if (isNew)
            {
                _delegates.MadeLazy(target, _arguments, offset);
            }

            if (!_delegates.Made(target, _arguments, isNew, kind, offset))
            {
                Foreign(target, kind, isNew, offset);
            }
        }
    }

    private void Foreign(CallTarget target, ConnectionCall kind, bool isNew, int offset)
    {
        var receiver = _arguments.Count > 0 ? _heap.Read(_arguments[0]) : default;
        switch (kind)
        {
            case ConnectionCall.Acquire:
                var acquired = _path.New(offset, SiteKind.Connection, SiteOwner.Here);
                acquired.Type = ConnectionCalls.Awaited(target.ReturnType);
                _path.Give(_path.Open(acquired, offset));
                break;
            case ConnectionCall.Create:
                var created = _path.New(offset, SiteKind.Connection, SiteOwner.Here);
                created.Type = isNew ? target.Type : target.ReturnType;
                _path.Give(created.Bit);
                break;
            case ConnectionCall.CreateUnknown when target.Name.StartsWith("get_", StringComparison.Ordinal):
                _path.Give(_path.New(offset, SiteKind.Connection, SiteOwner.Elsewhere).Bit);
                break;
            case ConnectionCall.CreateUnknown:
                _path.Give(_path.NewUnknown(offset));
                break;
            case ConnectionCall.CreateContext:
                _path.Give(_path.New(offset, SiteKind.Context, SiteOwner.Here).Bit);
                break;
            case ConnectionCall.Open:
                _path.OpenAll(receiver, SiteKind.Connection, offset);
                break;
            case ConnectionCall.OpenContext:
                _path.OpenAll(receiver, SiteKind.Context, offset);
                break;
            case ConnectionCall.CloseContext:
                _path.Free(_path.Matching(receiver) is var mine and not 0 ? mine : _path.OfKind(SiteKind.Context));
                break;
            case ConnectionCall.Begin:
                _path.Give(_path.Open(_path.New(offset, SiteKind.Transaction, SiteOwner.Elsewhere), offset));
                break;
            case ConnectionCall.End:
                _path.Free(_path.SitesOf(receiver) is var ended and not 0 ? ended : _path.OfKind(SiteKind.Transaction));
                break;
            case ConnectionCall.Release:
                ReleaseBy(target, receiver);
                break;
            case ConnectionCall.PassOn:
                _path.PassOn(receiver);
                break;
            case ConnectionCall.Command:
                var command = _path.New(offset, SiteKind.Command, SiteOwner.Elsewhere);
                command.Connections |= _arguments.Aggregate(0ul, (all, argument) => all | _path.SitesOf(argument));
                _path.Give(command.Bit);
                break;
            case ConnectionCall.SourceCommand:
                _path.Give(_path.New(offset, SiteKind.SourceCommand, SiteOwner.Elsewhere).Bit);
                break;
            case ConnectionCall.Read:
                Reader(target, receiver, offset);
                break;
            case ConnectionCall.ReadAndClose:
                var opened = _path.Matching(receiver);
                if (opened != 0 && (opened & _path.Held) == 0)
                {
                    _path.OpenAll(receiver, SiteKind.Connection, offset);
                    _path.Give(opened);
                }

                break;
            case ConnectionCall.Query:
                _path.Give(_path.New(offset, SiteKind.Query, SiteOwner.Elsewhere).Bit);
                break;
            case ConnectionCall.Enumerate:
                if ((receiver.Things & _path.OfKind(SiteKind.Query)) != 0)
                {
                    _path.Give(_path.Open(_path.New(offset, SiteKind.Stream, SiteOwner.Here), offset));
                }

                break;
            case ConnectionCall.State:
                IsOpen(_path.SitesOf(receiver));
                break;
            case ConnectionCall.Register:
                _path.Free(_arguments.Skip(1).Aggregate(0ul, (all, argument) => all | _path.SitesOf(argument)));
                break;
            case ConnectionCall.Wrap:
                var wrapped = _arguments.Aggregate(0ul, (all, argument) => all | _path.SitesOf(argument));
                if (wrapped != 0)
                {
                    _path.Give(wrapped);
                }

                break;
            case ConnectionCall.Collect:
                _path.Doubt(_arguments.Skip(1).Aggregate(0ul, (all, argument) => all | _path.SitesOf(argument)), "it is kept in a collection");
                foreach (var element in _arguments.Skip(1))
                {
                    _handed.Keep(receiver, element);
                }

                break;
            case ConnectionCall.Exchange:
                Exchange(receiver);
                break;
            case ConnectionCall.Foreign:
                _path.Doubt(_arguments.Aggregate(0ul, (all, argument) => all | _path.SitesOf(argument)), $"it is handed to {SourceNames.Of(target.Type)}.{(isNew ? "constructor" : target.Name)}");
                break;
            default:
                if (target.Name is "set_Connection" or "set_DbConnection" && _arguments.Count == 2)
                {
                    Connect(receiver.Things & _path.OfKind(SiteKind.Command), _path.SitesOf(_arguments[1]));
                }

                if (target.Type.StartsWith("System.Threading.Tasks.", StringComparison.Ordinal) && target.Name is "ContinueWith" or "WhenAll" or "WhenAny" or "Unwrap")
                {
                    _path.Doubt(_arguments.Aggregate(0ul, (all, argument) => all | _path.SitesOf(argument)), "its task is handed on");
                }

                if (target is { Type: "Dapper.SqlMapper", Name: "Query" } && target.Parameters.IndexOf("System.Boolean") is var buffered and >= 0 && _arguments[buffered] is var isBuffered && isBuffered.Has(Traits.Integer) && isBuffered.Number == 0)
                {
                    _path.Give(_path.New(offset, SiteKind.Query, SiteOwner.Elsewhere).Bit);
                }

                Mark(target, receiver, isNew);
                break;
        }
    }

    // Arguments of "params" lie in a local that stands for an array.
    private void Inline(CallTarget target)
    {
        if (_arguments.Count > 0 && target.Name.StartsWith("InlineArray", StringComparison.Ordinal) && _now.Depth > 0)
        {
            _now.Pop();
            _now.Push(target.ReturnType.EndsWith('&') ? _arguments[0] : _heap.Read(_arguments[0]));
        }
    }

    // A connection of any driver may be none of the one that is asked for.
    private void Narrow(string type)
    {
        var value = _now.Peek();
        if (ConnectionCalls.IsConnection(type) && !type.StartsWith("System.", StringComparison.Ordinal) && _path.Each(_path.SitesOf(value)).Any(site => site.Type != type))
        {
            _now.Pop();
            _now.Push(value with { Traits = (value.Traits & ~Traits.Present) | Traits.Constant });
        }
    }

    /// <summary>On this path a value is nothing.</summary>
    public void IsNothing(Value value)
    {
        var sites = _path.SitesOf(value);
        if (value.Has(Traits.Constant) && !value.Has(Traits.Number))
        {
            // It may have been nothing, or something else, from the beginning.
            _path.Doubt(sites, "the variable that it is released by may be empty");
        }
        else
        {
            _path.Free(sites);
        }

        _path.Freed |= Captured(value);
        if (value.Is != 0 || _path.FieldsOf(value).Any(_path.MayOwn))
        {
            _path.Freed |= value.Of;
        }
    }

    /// <summary>The method returns a value.</summary>
    public void Return(Value value)
    {
        var sites = _path.SitesOf(value);
        _returnsOpen |= ((_path.Held | _path.Unclear) & sites) != 0 && _path.Each(_path.Held & sites).Any(static site => site is { Owner: SiteOwner.Here, Kind: SiteKind.Connection or SiteKind.Context });
        _returnsUnknown |= _path.Each(sites).Any(static site => site.Owner == SiteOwner.Unknown);
        _returnsCreated |= _path.Each(sites & ~_path.Held).Any(static site => site is { Owner: SiteOwner.Here, Kind: SiteKind.Connection or SiteKind.Context });
        _path.Free(sites);
    }

    /// <summary>An element is yielded.</summary>
    public void Yields() => _streams |= _path.Held != 0;

    /// <summary>The method ends as written.</summary>
    public void Exit()
    {
        foreach (var site in _path.Each(_path.Held))
        {
            if (site.Owner == SiteOwner.Elsewhere)
            {
                _opens |= site.Parameters;
                if (site.Field is { Type.IsClosure: true } captured && site.Kind == SiteKind.Connection)
                {
                    _scan.Opens(captured);
                }
            }
            else if (!ConnectionScan.IsEntry(_method))
            {
                site.IsLeft = true;
            }
        }

        Unclears();
        _frees &= _path.Freed;
        _path.MayFree |= _path.Freed;
    }

    /// <summary>An exception leaves the _method.</summary>
    public void Escape(string? callee)
    {
        if (_scan.RunsOnce(_method))
        {
            return;
        }

        foreach (var site in _path.Each(_path.Held))
        {
            if (site.Owner != SiteOwner.Elsewhere)
            {
                site.LeftByThrowing ??= callee is null ? "an exception is thrown" : $"{callee} throws";
            }
        }

        Unclears();
    }

    /// <summary>A reader that closes its connection does so when there will be no reader, too.</summary>
    public void ClosesWhenItFails(CallTarget target, ConnectionCall kind)
    {
        if (kind == ConnectionCall.Read && _arguments.Count > 0)
        {
            _path.Free(ClosedWithReader(_heap.Read(_arguments[0]), Behavior(target)));
        }
    }

    private void Unclears()
    {
        foreach (var site in _path.Each(_path.Unclear))
        {
            site.IsUnclear |= site.Owner != SiteOwner.Elsewhere;
        }
    }

    private void Exchange(Value place)
    {
        var sites = _arguments.Skip(1).Aggregate(0ul, (all, argument) => all | _path.SitesOf(argument));
        foreach (var field in _path.FieldsOf(place))
        {
            foreach (var site in _path.Each(sites & _path.Held))
            {
                site.KeptIn.Add(field);
            }

            _path.Free(sites);
        }

        // The first to ask whether an object has been disposed is told that it has not.
        if (_path.FieldsOf(place).Any(static field => PathSites.IsEndMark(field.Name, field.ValueType)) && _now.Depth > 0)
        {
            _now.Pop();
            _now.Push(Value.Integer(0));
        }
        else if (_now.Depth > 0 && _path.FieldsOf(place).Any(_path.MayOwn))
        {
            // What was in the field is what is released by and by.
            var value = _now.Pop();
            _now.Push(value with { Things = value.Things | place.Things, Of = value.Of | place.Of });
        }
    }

    private void Mark(CallTarget target, Value receiver, bool isNew)
    {
        if (!isNew && !target.ReturnsNothing && target.HasThis && _now.Depth > 0 && receiver.Things != 0 && target.Name is "GetAwaiter" or "GetResult" or "ConfigureAwait" or "AsTask" or "WaitAsync" or "get_Result" or "get_Value" or "WithCancellation")
        {
            var value = _now.Pop();
            _now.Push(value with { Traits = value.Traits | (receiver.Traits & Traits.Present), Things = value.Things | (receiver.Things & _path.All) });
        }
    }

    private void Reader(CallTarget target, Value command, int offset)
    {
        if ((command.Things & _path.OfKind(SiteKind.SourceCommand)) != 0)
        {
            _path.Give(_path.Open(_path.New(offset, SiteKind.Connection, SiteOwner.Here), offset));
            return;
        }

        if (ClosedWithReader(command, Behavior(target)) is var closed and not 0)
        {
            _path.Give(closed);
        }
        else if (Behavior(target) is { IsSeen: true } asked && !asked.Has(Traits.Integer))
        {
            // How the reader behaves is the caller's to say.
            _path.Doubt(ConnectionsOf(command), "its reader may close it");
        }
    }

    private void Connect(ulong commands, ulong connections)
    {
        foreach (var site in _path.Each(commands))
        {
            site.Connections |= connections;
        }

        _given |= commands == 0 ? connections : 0;
    }

    private ulong ConnectionsOf(Value command) => (command.Things & _path.OfKind(SiteKind.Command)) is var known and not 0 ? _path.Each(known).Aggregate(0ul, static (all, site) => all | site.Connections) : _given;

    private Value Behavior(CallTarget target) => target.Parameters.IndexOf("System.Data.CommandBehavior") is var at and >= 0 && at + 1 < _arguments.Count ? _arguments[at + 1] : default;

    private ulong ClosedWithReader(Value command, Value behavior) => behavior.Has(Traits.Integer) && (behavior.Number & ClosesConnection) != 0 ? ConnectionsOf(command) : 0;

    private void IsOpen(ulong sites)
    {
        if (_now.Depth > 0 && sites != 0 && (_path.Unclear & sites) == 0 && _path.Each(sites).All(static site => site.Owner == SiteOwner.Here))
        {
            _now.Pop();
            _now.Push(Value.Integer((_path.Held & sites) != 0 ? 1 : 0));
        }
    }

    // An object that was made here may own what it was given: its own Dispose tells.
    private void ReleaseBy(CallTarget target, Value receiver)
    {
        var direct = _path.Matching(receiver);
        _path.MarkCondition(direct);
        var kind = _own.Owned(receiver, target.Name);
        if (kind is { } owned)
        {
            var sites = _path.SitesOf(receiver);
            if (owned == 2)
            {
                _path.Free(sites);
            }
            else if (owned == 1)
            {
                _path.Doubt(sites, "it is released by an object that may leave it open");
            }

            return;
        }

        var wasHeld = direct & _path.Held;
        _path.Free(direct);
        var hasOwn = _path.Each(wasHeld).Any(site => site.Parameters != 0 && (site.Parameters & receiver.Is) != 0);
        if (!hasOwn && (receiver.Is != 0 || ConnectionCalls.IsConnection(target.Type) || _path.FieldsOf(receiver).Any(_path.MayOwn)))
        {
            _path.Release(receiver.Of);
        }

        _path.Release(Captured(receiver));
        foreach (var variable in receiver.Of == 0 ? [] : _path.FieldsOf(receiver).Where(static field => field.Type.IsClosure))
        {
            _scan.Releases(variable);
        }
    }

    // The captured variables of the method around this one that a value was found in.
    private uint Captured(Value value)
    {
        var bits = 0u;
        foreach (var field in value.Of == 0 ? [] : _path.FieldsOf(value))
        {
            if (field.Type.IsClosure)
            {
                bits |= _scan.BitOf(field);
            }
        }

        return bits;
    }
}
