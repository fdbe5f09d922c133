using System.Reflection.Metadata;
using HealthKit.CodeScan.Metadata;
using HealthKit.CodeScan.Sql;

namespace HealthKit.CodeScan.Flow;

/// <summary>Which of the host's methods call which, and which are handed on as delegates.</summary>
internal sealed class CallGraph
{
    private readonly HashSet<MethodModel>?[] _callers;
    private readonly bool[] _delegated;
    private readonly bool[] _called;
    private readonly HashSet<MethodModel> _sendText = [];
    private readonly Dictionary<FieldModel, HashSet<MethodModel>> _readers = [];
    private readonly Dictionary<MethodModel, List<MethodModel>> _implementations = [];
    private readonly Dictionary<MethodModel, List<MethodModel>> _declarations = [];

    public CallGraph(CodeBase code, Action pause)
    {
        _callers = new HashSet<MethodModel>?[code.Methods.Length];
        _delegated = new bool[code.Methods.Length];
        _called = new bool[code.Methods.Length];
        Written = [.. code.Methods.Where(static method => method.Kickoff is null || method.Name is not ("MoveNext" or "SetStateMachine"))];
        foreach (var type in code.Types)
        {
            Implement(code, type);
        }

        foreach (var method in Written)
        {
            pause();
            try
            {
                if (method.Written.Body is { } body)
                {
                    Read(code, method, InstructionReader.Read(body.Code));
                }
            }
            catch (Exception exception) when (BrokenCode.Is(exception))
            {
                // The analysis of the method itself tells of it; what it calls is not known.
                _sendText.Add(method);
            }
        }
    }

    /// <summary>The methods as they were written: a state machine is the method it runs.</summary>
    public IReadOnlyList<MethodModel> Written { get; }

    public IReadOnlyCollection<MethodModel> CallersOf(MethodModel method) => _callers[method.Index] ?? (IReadOnlyCollection<MethodModel>)[];

    /// <summary>True where it calls what takes the text of a command, or where not all that it calls is known.</summary>
    public bool MaySendText(MethodModel method) => _sendText.Contains(method);

    /// <summary>True where somebody may call it through a delegate.</summary>
    public bool IsDelegated(MethodModel method) => _delegated[method.Index];

    /// <summary>True where one of the host's methods calls it directly.</summary>
    public bool IsCalled(MethodModel method) => _called[method.Index];

    public IReadOnlyCollection<MethodModel> ReadersOf(FieldModel field) => _readers.GetValueOrDefault(field) ?? (IReadOnlyCollection<MethodModel>)[];

    /// <summary>The host's methods that a call of an abstract one, or of an interface's, may reach.</summary>
    public IReadOnlyList<MethodModel> ImplementationsOf(MethodModel method) => _implementations.GetValueOrDefault(method) ?? [];

    /// <summary>The abstract methods through which a method may be called.</summary>
    public IReadOnlyList<MethodModel> DeclarationsOf(MethodModel method) => _declarations.GetValueOrDefault(method) ?? [];

    /// <summary>True where all callers are known: nothing but the host's own code can call it.</summary>
    public bool HasKnownCallers(MethodModel method)
    {
        var declarations = DeclarationsOf(method);
        return !IsDelegated(method) && !method.IsConstructor && (!method.IsVirtual || declarations.Count > 0) && !MayBeCalledByFramework(method)
            && (CallersOf(method).Count > 0 || declarations.Any(declaration => CallersOf(declaration).Count > 0));
    }

    private static bool MayBeCalledByFramework(MethodModel method) => method.IsPublic
        && (method.Type.BaseName is not ("System.Object" or "") || method.Type.Name.EndsWith("Controller", StringComparison.Ordinal) || method.Type.Interfaces.Any(static name => name.StartsWith("Microsoft.", StringComparison.Ordinal) || name.StartsWith("MediatR.", StringComparison.Ordinal)));

    // An interface may be implemented by a base type, and a method overridden however far down.
    private void Implement(CodeBase code, TypeModel type)
    {
        var line = code.Ancestry(type).Own;
        foreach (var contract in line.SelectMany(static each => each.Interfaces).Distinct(StringComparer.Ordinal).Select(code.Find).OfType<TypeModel>())
        {
            foreach (var each in line)
            {
                Implement(contract, each);
            }
        }

        foreach (var ancestor in line.Skip(1))
        {
            Implement(ancestor, type);
        }
    }

    private void Implement(TypeModel declaring, TypeModel implementing)
    {
        foreach (var declared in declaring.Methods.Where(static method => method.IsVirtual))
        {
            var named = implementing.Methods.FindAll(method => method.IsVirtual && method.Parameters.Length == declared.Parameters.Length && (method.Name == declared.Name || method.Name.EndsWith("." + declared.Name, StringComparison.Ordinal)));
            // Of overloads the one with the same parameters; where type arguments hide which one that is, any of them.
            var exact = named.FindAll(method => method.Parameters.AsSpan().SequenceEqual(declared.Parameters.AsSpan()));
            foreach (var method in exact.Count > 0 ? exact : named)
            {
                Add(_implementations, declared, method);
                Add(_declarations, method, declared);
            }
        }
    }

    private static void Add(Dictionary<MethodModel, List<MethodModel>> map, MethodModel key, MethodModel value)
    {
        if (!map.TryGetValue(key, out var values))
        {
            map.Add(key, values = []);
        }

        if (!values.Contains(value))
        {
            values.Add(value);
        }
    }

    private void Read(CodeBase code, MethodModel method, Instruction[] instructions)
    {
        foreach (var instruction in instructions)
        {
            if (instruction.Code is ILOpCode.Ldfld or ILOpCode.Ldsfld or ILOpCode.Ldflda or ILOpCode.Ldsflda && code.Field(method.Type.Image, instruction.Operand) is { IsOnlyWrittenHere: true } field)
            {
                Reads(field, method);
            }

            if (instruction.Code is not (ILOpCode.Call or ILOpCode.Callvirt or ILOpCode.Newobj or ILOpCode.Ldftn or ILOpCode.Ldvirtftn))
            {
                continue;
            }

            var target = code.Call(method.Type.Image, instruction.Operand);
            if (target is null || SqlSinks.TextOf(target, instruction.Code == ILOpCode.Newobj) >= 0)
            {
                _sendText.Add(method);
            }

            if (target?.Own is { } own)
            {
                (_callers[own.Index] ??= []).Add(method);
                var isDelegate = instruction.Code is ILOpCode.Ldftn or ILOpCode.Ldvirtftn;
                _delegated[own.Index] |= isDelegate;
                _called[own.Index] |= !isDelegate;
                if (CallKinds.Property(own) is { IsOnlyWrittenHere: true } property)
                {
                    Reads(property, method);
                }
            }
        }
    }

    private void Reads(FieldModel field, MethodModel method)
    {
        if (!_readers.TryGetValue(field, out var readers))
        {
            _readers.Add(field, readers = []);
        }

        readers.Add(method);
    }
}
