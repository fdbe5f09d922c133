using System.Reflection.Metadata;
using HealthKit.CodeScan.Flow;
using HealthKit.CodeScan.Metadata;
using HealthKit.CodeScan.State;

namespace HealthKit.CodeScan.Connections;

/// <summary>Reads what the conditional jumps of a method test.</summary>
internal sealed class PathTests(MethodModel method, Instruction[] code, CodeFlow flow, CellLayout layout, CapturedVariables captured)
{
    private const int MostOfTest = 9;

    /// <summary>The variable that a jump tests, and whether it is something where the jump is taken; -1 for a value that lies in no cell.</summary>
    public (int Cell, bool WhenTaken)? Source(int at, ILOpCode jump)
    {
        var (end, something) = (at - 1, jump is ILOpCode.Brtrue or ILOpCode.Brtrue_s or ILOpCode.Bne_un or ILOpCode.Bne_un_s);
        if (jump is ILOpCode.Beq or ILOpCode.Beq_s or ILOpCode.Bne_un or ILOpCode.Bne_un_s)
        {
            if (end < 1 || !IsNothing(code[end]))
            {
                return null;
            }

            return Cell(end - 1) is { } compared ? (compared, something) : null;
        }

        if (jump is not (ILOpCode.Brtrue or ILOpCode.Brtrue_s or ILOpCode.Brfalse or ILOpCode.Brfalse_s))
        {
            return null;
        }

        for (var steps = 0; steps < 4 && end >= 1; steps++)
        {
            if (code[end].Code == ILOpCode.Dup)
            {
                end--;
            }
            else if (end >= 2 && code[end].Code is ILOpCode.Ceq or ILOpCode.Cgt_un && IsNothing(code[end - 1]))
            {
                something ^= code[end].Code == ILOpCode.Ceq;
                end -= 2;
            }
            else if (end >= 1 && LocalOf(code[end], isRead: true) is { } copy && LocalOf(code[end - 1], isRead: false) == copy)
            {
                end -= 2;
            }
            else
            {
                break;
            }
        }

        if (end < 0)
        {
            return null;
        }

        if (Cell(end) is { } cell)
        {
            return (cell, something);
        }

        // A field is tested by its value, which no cell holds.
        if (code[end].Code is ILOpCode.Ldfld or ILOpCode.Ldsfld or ILOpCode.Call or ILOpCode.Callvirt)
        {
            return (-1, something);
        }

        return null;
    }

    /// <summary>What of the object itself a jump tests: a field or property, a method, a type.</summary>
    public string? Foreign(int at)
    {
        for (var before = at - 1; before >= 0 && before >= at - MostOfTest; before--)
        {
            var instruction = code[before];
            if (instruction.IsConditional || instruction.IsJump || instruction.IsLeave || instruction.Code is ILOpCode.Endfinally or ILOpCode.Nop or ILOpCode.Pop or ILOpCode.Stfld
                || (LocalOf(instruction, isRead: false) is { } copy && LocalOf(code[before + 1], isRead: true) != copy))
            {
                return null;
            }

            if (instruction.Code is ILOpCode.Ldfld or ILOpCode.Ldsfld && flow.Code.Field(method.Type.Image, instruction.Operand) is { } field && Slot(field) < 0)
            {
                return SourceNames.Of(field);
            }

            if (instruction.Code is ILOpCode.Call or ILOpCode.Callvirt && flow.Code.Call(method.Type.Image, instruction.Operand)?.Own is { } own)
            {
                return SourceNames.Of(own);
            }

            if (instruction.Code == ILOpCode.Isinst)
            {
                return SourceNames.Of(flow.Code.Of(method.Type.Image).TypeName(instruction.Operand));
            }
        }

        return null;
    }

    private static bool IsNothing(Instruction instruction) => instruction.Code is ILOpCode.Ldnull or ILOpCode.Ldc_i4_0;

    private static int? LocalOf(Instruction instruction, bool isRead) => instruction.Code switch
    {
        >= ILOpCode.Ldloc_0 and <= ILOpCode.Ldloc_3 when isRead => instruction.Code - ILOpCode.Ldloc_0,
        ILOpCode.Ldloc or ILOpCode.Ldloc_s when isRead => instruction.Operand,
        >= ILOpCode.Stloc_0 and <= ILOpCode.Stloc_3 when !isRead => instruction.Code - ILOpCode.Stloc_0,
        ILOpCode.Stloc or ILOpCode.Stloc_s when !isRead => instruction.Operand,
        _ => null,
    };

    private int? Cell(int at)
    {
        var instruction = code[at];
        if (LocalOf(instruction, isRead: true) is { } local)
        {
            return layout.Local(local);
        }

        if (instruction.Code is >= ILOpCode.Ldarg_0 and <= ILOpCode.Ldarg_3)
        {
            return instruction.Code - ILOpCode.Ldarg_0;
        }

        if (instruction.Code is ILOpCode.Ldarg or ILOpCode.Ldarg_s)
        {
            return instruction.Operand;
        }

        return instruction.Code == ILOpCode.Ldfld && flow.Code.Field(method.Type.Image, instruction.Operand) is { } field && Slot(field) is var slot and >= 0 ? slot : null;
    }

    private int Slot(FieldModel field) => layout.Slot(field) is var slot and >= 0 ? slot : captured.Slot(field);
}
