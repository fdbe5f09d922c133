using System.Reflection.Metadata;
using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.Flow;

/// <summary>Which of the host's methods call which, and which are handed on as delegates.</summary>
internal sealed class CallGraph
{
    private readonly HashSet<MethodModel>?[] _callers;
    private readonly bool[] _delegated;
    private readonly bool[] _called;

    public CallGraph(CodeBase code)
    {
        _callers = new HashSet<MethodModel>?[code.Methods.Length];
        _delegated = new bool[code.Methods.Length];
        _called = new bool[code.Methods.Length];
        Written = [.. code.Methods.Where(static method => method.Kickoff is null || method.Name is not ("MoveNext" or "SetStateMachine"))];
        foreach (var method in Written)
        {
            if (method.Written.Body is { } body)
            {
                try
                {
                    Read(code, method, InstructionReader.Read(body.Code));
                }
                catch (BadImageFormatException)
                {
                    // The analysis of the method itself tells of it.
                }
            }
        }
    }

    /// <summary>The methods as they were written: a state machine is the method it runs.</summary>
    public IReadOnlyList<MethodModel> Written { get; }

    public IReadOnlyCollection<MethodModel> CallersOf(MethodModel method) => _callers[method.Index] ?? (IReadOnlyCollection<MethodModel>)[];

    /// <summary>True where somebody may call it through a delegate.</summary>
    public bool IsDelegated(MethodModel method) => _delegated[method.Index];

    /// <summary>True where one of the host's methods calls it directly.</summary>
    public bool IsCalled(MethodModel method) => _called[method.Index];

    private void Read(CodeBase code, MethodModel method, Instruction[] instructions)
    {
        foreach (var instruction in instructions)
        {
            if (instruction.Code is ILOpCode.Call or ILOpCode.Callvirt or ILOpCode.Newobj or ILOpCode.Ldftn or ILOpCode.Ldvirtftn
                && code.Call(method.Type.Image, instruction.Operand)?.Own is { } own)
            {
                (_callers[own.Index] ??= []).Add(method);
                var isDelegate = instruction.Code is ILOpCode.Ldftn or ILOpCode.Ldvirtftn;
                _delegated[own.Index] |= isDelegate;
                _called[own.Index] |= !isDelegate;
            }
        }
    }
}
