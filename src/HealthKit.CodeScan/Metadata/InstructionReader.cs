using System.Buffers.Binary;
using System.Reflection.Metadata;

namespace HealthKit.CodeScan.Metadata;

/// <summary>Takes a body apart into instructions.</summary>
internal static class InstructionReader
{
    private const byte TwoBytes = 0xFE;

    public static Instruction[] Read(byte[] code)
    {
        var found = new List<Instruction>(code.Length / 2);
        var indexes = new int[code.Length + 1];
        Array.Fill(indexes, -1);
        for (var at = 0; at < code.Length;)
        {
            indexes[at] = found.Count;
            found.Add(ReadOne(code, ref at));
        }

        indexes[code.Length] = found.Count;
        var result = found.ToArray();
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = Linked(result[i], indexes);
        }

        return result;
    }

    /// <summary>The index of the instruction at an offset; the number of instructions for the end.</summary>
    public static int IndexOf(Instruction[] instructions, int offset)
    {
        var (low, high) = (0, instructions.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = instructions[middle].Offset < offset ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static Instruction ReadOne(byte[] code, ref int at)
    {
        var offset = at;
        var operation = (ILOpCode)code[at++];
        if ((byte)operation == TwoBytes)
        {
            operation = (ILOpCode)((TwoBytes << 8) | code[at++]);
        }

        if (operation == ILOpCode.Switch)
        {
            var count = BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(at));
            at += 4;
            if (count < 0 || count > (code.Length - at) / 4)
            {
                throw new BadImageFormatException("A switch is longer than its method.");
            }

            var targets = new int[count];
            for (var i = 0; i < count; i++, at += 4)
            {
                targets[i] = BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(at));
            }

            for (var i = 0; i < count; i++)
            {
                targets[i] += at;
            }

            return new Instruction(offset, operation, 0, targets);
        }

        var size = operation.IsBranch() ? operation.GetBranchOperandSize() : OperandSize(operation);
        var operand = size switch
        {
            1 when operation is ILOpCode.Ldc_i4_s || operation.IsBranch() => (sbyte)code[at],
            1 => code[at],
            2 => BinaryPrimitives.ReadUInt16LittleEndian(code.AsSpan(at)),
            4 => BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(at)),
            _ => 0,
        };
        at += size;
        return new Instruction(offset, operation, operation.IsBranch() ? operand + at : operand, null);
    }

    private static Instruction Linked(Instruction instruction, int[] indexes) =>
        instruction.Targets is { } targets ? instruction with { Targets = Array.ConvertAll(targets, target => Index(indexes, target)) }
        : instruction.Code.IsBranch() ? instruction with { Operand = Index(indexes, instruction.Operand) }
        : instruction;

    private static int Index(int[] indexes, int offset) =>
        offset >= 0 && offset < indexes.Length && indexes[offset] >= 0 ? indexes[offset] : throw new BadImageFormatException("A jump leads nowhere.");

    private static int OperandSize(ILOpCode code) => code switch
    {
        ILOpCode.Ldarg_s or ILOpCode.Ldarga_s or ILOpCode.Starg_s or ILOpCode.Ldloc_s or ILOpCode.Ldloca_s or ILOpCode.Stloc_s or ILOpCode.Ldc_i4_s or ILOpCode.Unaligned => 1,
        ILOpCode.Ldarg or ILOpCode.Ldarga or ILOpCode.Starg or ILOpCode.Ldloc or ILOpCode.Ldloca or ILOpCode.Stloc => 2,
        ILOpCode.Ldc_i8 or ILOpCode.Ldc_r8 => 8,
        ILOpCode.Ldc_i4 or ILOpCode.Ldc_r4 or ILOpCode.Jmp or ILOpCode.Call or ILOpCode.Calli or ILOpCode.Callvirt or ILOpCode.Cpobj or ILOpCode.Ldobj or ILOpCode.Ldstr or ILOpCode.Newobj
            or ILOpCode.Castclass or ILOpCode.Isinst or ILOpCode.Unbox or ILOpCode.Ldfld or ILOpCode.Ldflda or ILOpCode.Stfld or ILOpCode.Ldsfld or ILOpCode.Ldsflda or ILOpCode.Stsfld
            or ILOpCode.Stobj or ILOpCode.Box or ILOpCode.Newarr or ILOpCode.Ldelema or ILOpCode.Ldelem or ILOpCode.Stelem or ILOpCode.Unbox_any or ILOpCode.Refanyval or ILOpCode.Mkrefany
            or ILOpCode.Ldtoken or ILOpCode.Ldftn or ILOpCode.Ldvirtftn or ILOpCode.Initobj or ILOpCode.Constrained or ILOpCode.Sizeof => 4,
        _ => 0,
    };
}
