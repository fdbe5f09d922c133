using System.Reflection.Metadata;
using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.Connections;

/// <summary>How many values an instruction takes from the stack, and how many it leaves there.</summary>
internal static class StackMoves
{
    /// <summary>Null where the path does not go straight on.</summary>
    public static (int Taken, int Left)? Of(Instruction instruction, Func<Instruction, CallTarget?> call) => instruction.Code switch
    {
        ILOpCode.Nop or ILOpCode.Volatile or ILOpCode.Constrained or ILOpCode.Readonly or ILOpCode.Tail or ILOpCode.Unaligned => (0, 0),
        (>= ILOpCode.Ldarg_0 and <= ILOpCode.Ldloc_3) or ILOpCode.Ldarg_s or ILOpCode.Ldarga_s or ILOpCode.Ldloc_s or ILOpCode.Ldloca_s or ILOpCode.Ldarg or ILOpCode.Ldarga or ILOpCode.Ldloc or ILOpCode.Ldloca => (0, 1),
        (>= ILOpCode.Ldnull and <= ILOpCode.Ldc_r8) or ILOpCode.Ldstr or ILOpCode.Ldsfld or ILOpCode.Ldsflda or ILOpCode.Ldftn or ILOpCode.Ldtoken or ILOpCode.Sizeof => (0, 1),
        ILOpCode.Dup => (1, 2),
        (>= ILOpCode.Stloc_0 and <= ILOpCode.Stloc_3) or ILOpCode.Starg_s or ILOpCode.Stloc_s or ILOpCode.Starg or ILOpCode.Stloc or ILOpCode.Stsfld or ILOpCode.Pop or ILOpCode.Initobj => (1, 0),
        ILOpCode.Brtrue or ILOpCode.Brtrue_s or ILOpCode.Brfalse or ILOpCode.Brfalse_s => (1, 0),
        ILOpCode.Ldfld or ILOpCode.Ldflda or ILOpCode.Ldlen or ILOpCode.Isinst or ILOpCode.Castclass or ILOpCode.Box or ILOpCode.Unbox or ILOpCode.Unbox_any or ILOpCode.Newarr or ILOpCode.Ldvirtftn or ILOpCode.Ldobj or ILOpCode.Neg or ILOpCode.Not => (1, 1),
        (>= ILOpCode.Ldind_i1 and <= ILOpCode.Ldind_ref) or (>= ILOpCode.Conv_i1 and <= ILOpCode.Conv_u8) => (1, 1),
        (>= ILOpCode.Add and <= ILOpCode.Shr_un) or ILOpCode.Ceq or ILOpCode.Cgt or ILOpCode.Cgt_un or ILOpCode.Clt or ILOpCode.Clt_un or ILOpCode.Ldelem or ILOpCode.Ldelema or (>= ILOpCode.Ldelem_i1 and <= ILOpCode.Ldelem_ref) => (2, 1),
        ILOpCode.Stfld or ILOpCode.Stobj or (>= ILOpCode.Stind_ref and <= ILOpCode.Stind_r8) => (2, 0),
        ILOpCode.Stelem or (>= ILOpCode.Stelem_i and <= ILOpCode.Stelem_ref) => (3, 0),
        ILOpCode.Newobj when call(instruction) is { } made => (made.Parameters.Length, 1),
        ILOpCode.Call or ILOpCode.Callvirt when call(instruction) is { } target => (target.Arguments, target.ReturnsNothing ? 0 : 1),
        _ => null,
    };
}
