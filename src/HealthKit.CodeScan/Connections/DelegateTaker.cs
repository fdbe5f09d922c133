using System.Reflection.Metadata;
using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.Connections;

/// <summary>Follows a delegate from where it is made to whoever runs it, by the order of the instructions alone.</summary>
/// <param name="instructions">The method that makes it.</param>
/// <param name="call">What an instruction calls.</param>
internal sealed class DelegateTaker(Instruction[] instructions, Func<Instruction, CallTarget?> call)
{
    private const int MostSteps = 400;
    private const int MostCopies = 4;

    /// <summary>The call, and the argument of it, that the delegate made at an instruction is given to, through whatever sequence or task; null where it is kept, or nobody waits for it.</summary>
    public (CallTarget Target, int Argument)? Of(int made) => Follow(AfterCache(made), isTask: false, MostCopies);

    private (CallTarget Target, int Argument)? Follow(int from, bool isTask, int copies)
    {
        var isInner = false;

        // The number of values that lie on top of the one that is followed.
        var above = 0;
        for (var at = from; at < instructions.Length && at < from + MostSteps; at++)
        {
            var instruction = instructions[at];
            if (instruction.Code == ILOpCode.Ret)
            {
                // Whoever called waits for a task that is returned.
                return isTask && !isInner && above == 0 ? (Returned, 0) : null;
            }

            if (StackMoves.Of(instruction, call) is not { } moves)
            {
                return null;
            }

            if (moves.Taken <= above)
            {
                above += moves.Left - moves.Taken;
                continue;
            }

            if (instruction.Code is not (ILOpCode.Call or ILOpCode.Callvirt or ILOpCode.Newobj) || call(instruction) is not { } target)
            {
                return Kept(at, isTask && !isInner, copies);
            }

            // The object that is made is argument 0 of its constructor.
            var argument = moves.Taken - 1 - above + (instruction.Code == ILOpCode.Newobj ? 1 : 0);
            if (isTask && (DelegateCalls.Join(target) || DelegateCalls.Combine(target) || target.Name == "GetAwaiter"))
            {
                // Whoever waits for the task of a task waits for the outer one.
                return isInner ? null : (Returned, 0);
            }

            if (DelegateCalls.Start(target))
            {
                (isTask, isInner) = (true, DelegateCalls.StartsTask(target));
            }
            else if (isInner && target.Name == "Unwrap")
            {
                isInner = false;
            }
            else if (isTask && target.Type.StartsWith("System.Collections.", StringComparison.Ordinal) && target.ReturnsNothing)
            {
                return Joined();
            }
            else if (!DelegateCalls.Describe(target) && !DelegateCalls.Pass(target) && !target.Name.StartsWith("get_", StringComparison.Ordinal))
            {
                return (target, argument);
            }

            above = 0;
        }

        return null;
    }

    /// <summary>Stands for whoever the task is returned to.</summary>
    private static CallTarget Returned { get; } = new() { Type = "System.Threading.Tasks.Task", FullType = "System.Threading.Tasks.Task", Name = "WhenAll", Parameters = [], ReturnType = "", HasThis = false };

    // Put into a variable, a field of the state machine or an array: who takes it out again?
    private (CallTarget Target, int Argument)? Kept(int at, bool isTask, int copies)
    {
        var kept = instructions[at];
        if (kept.Code is >= ILOpCode.Stelem_i and <= ILOpCode.Stelem_ref or ILOpCode.Stelem or ILOpCode.Stind_ref or ILOpCode.Stobj)
        {
            return isTask ? Joined() : null;
        }

        if (copies == 0 || !isTask || !(LocalOf(kept, isRead: false) is not null || kept.Code == ILOpCode.Stfld))
        {
            return null;
        }

        for (var next = at + 1; next < instructions.Length; next++)
        {
            var read = instructions[next];
            var isSame = kept.Code == ILOpCode.Stfld ? read.Code == ILOpCode.Ldfld && read.Operand == kept.Operand : LocalOf(read, isRead: true) == LocalOf(kept, isRead: false);
            if (isSame && Follow(next + 1, isTask, copies - 1) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    // What was put together with others is waited for where all are.
    private (CallTarget Target, int Argument)? Joined()
    {
        foreach (var instruction in instructions)
        {
            if (instruction.Code == ILOpCode.Call && call(instruction) is { Name: "WhenAll" or "WaitAll" } target && (DelegateCalls.Join(target) || DelegateCalls.Combine(target)))
            {
                return (target, 0);
            }
        }

        return null;
    }

    // The compiler keeps a delegate to make it once: newobj, dup, stsfld; or, within a loop, newobj, dup, stloc, stfld.
    private int AfterCache(int made)
    {
        var at = made + 2;
        if (at < instructions.Length && instructions[at].Code == ILOpCode.Dup)
        {
            at++;
            while (at < instructions.Length && (instructions[at].Code is ILOpCode.Stsfld or ILOpCode.Stfld || LocalOf(instructions[at], isRead: false) is not null))
            {
                at++;
            }
        }

        return at;
    }

    private static int? LocalOf(Instruction instruction, bool isRead) => instruction.Code switch
    {
        >= ILOpCode.Ldloc_0 and <= ILOpCode.Ldloc_3 when isRead => instruction.Code - ILOpCode.Ldloc_0,
        ILOpCode.Ldloc or ILOpCode.Ldloc_s when isRead => instruction.Operand,
        >= ILOpCode.Stloc_0 and <= ILOpCode.Stloc_3 when !isRead => instruction.Code - ILOpCode.Stloc_0,
        ILOpCode.Stloc or ILOpCode.Stloc_s when !isRead => instruction.Operand,
        _ => null,
    };
}
