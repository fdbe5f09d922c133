using System.Reflection.Metadata;
using HealthKit.CodeScan.Flow;
using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.Connections;

/// <summary>What one reading of all instructions tells: which methods have to do with connections, which call out, which fields somebody releases.</summary>
internal sealed class ConnectionIndex
{
    // The object that is released was loaded so many instructions before.
    private const int NearBy = 8;

    private readonly CodeFlow _flow;
    private readonly byte[] _callsOut;
    private readonly Dictionary<(CallTarget Target, bool IsNew), ConnectionCall> _calls = [];
    private readonly Dictionary<FieldModel, HashSet<MethodModel>> _released = [];
    private readonly Dictionary<MethodModel, Dictionary<MethodModel, List<(CallTarget Target, int Argument)?>>> _delegates = [];
    private readonly Dictionary<FieldModel, HashSet<MethodModel>> _writers = [];

    public ConnectionIndex(CodeFlow flow)
    {
        _flow = flow;
        _callsOut = new byte[flow.Code.Methods.Length];
        foreach (var method in flow.Graph.Written)
        {
            flow.Pause();
            try
            {
                if (method.Written.Body is { } body)
                {
                    Read(method, InstructionReader.Read(body.Code));
                }
            }
            catch (Exception exception) when (BrokenCode.Is(exception))
            {
                Unread.Add(method);
            }

            method.Written.Forget();
        }

        Spread();
    }

    /// <summary>The methods that open, make, pass on or release connections.</summary>
    public HashSet<MethodModel> Concerned { get; } = [];

    /// <summary>The methods whose instructions make no sense.</summary>
    public HashSet<MethodModel> Unread { get; } = [];

    /// <summary>What a call means, decided once.</summary>
    public ConnectionCall Of(CallTarget target, bool isNew)
    {
        if (target.Own is { } own)
        {
            return isNew && IsContext(own.Type) ? ConnectionCall.CreateContext : ConnectionCall.None;
        }

        // A constructor is called to make an object, and by those of derived types.
        if (!_calls.TryGetValue((target, isNew), out var kind))
        {
            _calls.Add((target, isNew), kind = ConnectionCalls.Of(target, isNew));
        }

        return kind;
    }

    /// <summary>2 where a call leaves the process over HTTP, 1 where it may, 0 where nothing tells of it.</summary>
    public int CallsOut(CallTarget target) => target.Own is { } own ? CallsOut(own) : HttpCalls.Is(target) ? 2 : 0;

    public int CallsOut(MethodModel method)
    {
        var implementations = _flow.Graph.ImplementationsOf(method);
        if (implementations.Count == 0)
        {
            return _callsOut[method.Index];
        }

        var most = Math.Max(_callsOut[method.Index], implementations.Max(implementation => _callsOut[implementation.Index]));
        return most == 2 && implementations.All(implementation => _callsOut[implementation.Index] == 2) ? 2 : Math.Min(most, (byte)1);
    }

    /// <summary>The arguments of a call whose delegate it runs, or whose sequence it reads, as bits: a helper that tries again, a pipeline, a loop.</summary>
    public uint Runs(CallTarget target) => target.Own is { } own ? OwnCalls.Runs(own, _flow) : DelegateCalls.Run(target) || DelegateCalls.Join(target) ? uint.MaxValue : 0;

    /// <summary>True where one method alone writes to a captured variable.</summary>
    public bool IsOnlyWrittenBy(FieldModel field, MethodModel method) => _writers.TryGetValue(field, out var writers) && writers.Count == 1 && writers.Contains(method);

    /// <summary>True where some method closes or disposes what a field holds; of other methods than the given one.</summary>
    public bool IsReleased(FieldModel field, MethodModel? except = null) =>
        _released.TryGetValue(field, out var methods) && methods.Any(method => method != except);

    /// <summary>True where a method closes or disposes what a field holds.</summary>
    public bool IsReleasedBy(FieldModel field, MethodModel method) => _released.TryGetValue(field, out var methods) && methods.Contains(method);

    private bool IsContext(TypeModel type) => _flow.Code.Ancestry(type).Other.EndsWith("DbContext", StringComparison.Ordinal);

    private void Read(MethodModel method, Instruction[] instructions)
    {
        CallTarget? Call(Instruction next) => _flow.Code.Call(method.Type.Image, next.Operand);
        var follow = new DelegateTaker(instructions, Call);
        var concerned = Array.Exists(method.Parameters.AsSpan().ToArray(), static type => ConnectionCalls.IsConnection(type.TrimEnd('&')))
            || ConnectionCalls.IsConnection(ConnectionCalls.Awaited(method.ReturnType));
        for (var at = 0; at < instructions.Length; at++)
        {
            var instruction = instructions[at];
            if (instruction.Code is ILOpCode.Stfld or ILOpCode.Ldflda && _flow.Code.Field(method.Type.Image, instruction.Operand) is { Type.IsClosure: true } captured)
            {
                (_writers.TryGetValue(captured, out var writers) ? writers : _writers[captured] = []).Add(method);
            }

            if (instruction.Code is not (ILOpCode.Call or ILOpCode.Callvirt or ILOpCode.Newobj or ILOpCode.Ldftn or ILOpCode.Ldvirtftn)
                || _flow.Code.Call(method.Type.Image, instruction.Operand) is not { } target)
            {
                continue;
            }

            if (instruction.Code is ILOpCode.Ldftn or ILOpCode.Ldvirtftn)
            {
                if (target.Own is { } handed)
                {
                    var all = _delegates.TryGetValue(method, out var known) ? known : _delegates[method] = [];
                    (all.TryGetValue(handed, out var takers) ? takers : all[handed] = []).Add(follow.Of(at));
                }

                continue;
            }

            if (HttpCalls.Is(target))
            {
                _callsOut[method.Index] = 2;
            }

            if (target.Name is "Dispose" or "DisposeAsync" or "Close" or "CloseAsync" && target.HasThis)
            {
                concerned |= Releases(method, instructions, at);
            }

            concerned |= Of(target, instruction.Code == ILOpCode.Newobj) is ConnectionCall.Acquire or ConnectionCall.Create or ConnectionCall.CreateUnknown or ConnectionCall.Open or ConnectionCall.OpenContext or ConnectionCall.CloseContext or ConnectionCall.Begin
                or ConnectionCall.SourceCommand or ConnectionCall.CreateContext or ConnectionCall.ReadAndClose or ConnectionCall.Query;
            concerned |= ConnectionCalls.IsConnection(target.Type) || target.ReturnType.Contains("Microsoft.EntityFrameworkCore.DbSet`1", StringComparison.Ordinal);
        }

        if (concerned)
        {
            Concerned.Add(method);
        }
    }

    private bool Releases(MethodModel method, Instruction[] instructions, int at)
    {
        var found = false;
        for (var before = at - 1; before >= 0 && before >= at - NearBy; before--)
        {
            var instruction = instructions[before];
            var field = instruction.Code is ILOpCode.Ldfld or ILOpCode.Ldflda or ILOpCode.Ldsfld or ILOpCode.Ldsflda ? _flow.Code.Field(method.Type.Image, instruction.Operand)
                : instruction.Code is ILOpCode.Call or ILOpCode.Callvirt && _flow.Code.Call(method.Type.Image, instruction.Operand)?.Own is { } own ? CallKinds.Property(own)
                : null;
            if (field is null || field.Type == method.Machine)
            {
                continue;
            }

            (_released.TryGetValue(field, out var all) ? all : _released[field] = []).Add(method);
            found |= MayHold(field);
        }

        return found;
    }

    private static bool MayHold(FieldModel field) =>
        ConnectionCalls.IsConnection(field.ValueType) || field.ValueType is "System.IDisposable" or "System.IAsyncDisposable" || field.ValueType.EndsWith("DataReader", StringComparison.Ordinal);

    // Whoever calls what calls out calls out; whoever only hands it on as a delegate may.
    private void Spread()
    {
        var work = new Queue<MethodModel>(_flow.Graph.Written.Where(method => _callsOut[method.Index] > 0));
        while (work.TryDequeue(out var method))
        {
            _flow.Pause();
            foreach (var callee in _flow.Graph.DeclarationsOf(method).Append(method))
            {
                var level = CallsOut(callee);
                foreach (var caller in _flow.Graph.CallersOf(callee))
                {
                    var reached = (byte)(_delegates.TryGetValue(caller, out var handed) && handed.TryGetValue(callee, out var takers) && !takers.Exists(taker => taker is { } run && (Runs(run.Target) & (1u << run.Argument)) != 0) ? Math.Min(level, 1) : level);
                    if (reached > _callsOut[caller.Index])
                    {
                        _callsOut[caller.Index] = reached;
                        work.Enqueue(caller);
                    }
                }
            }
        }
    }
}
