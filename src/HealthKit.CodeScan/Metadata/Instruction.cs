using System.Reflection.Metadata;

namespace HealthKit.CodeScan.Metadata;

/// <summary>One instruction; targets of jumps are indexes of instructions.</summary>
internal readonly record struct Instruction(int Offset, ILOpCode Code, int Operand, int[]? Targets)
{
    public bool IsConditional => Code
        is ILOpCode.Brtrue or ILOpCode.Brtrue_s or ILOpCode.Brfalse or ILOpCode.Brfalse_s
        or (>= ILOpCode.Beq and <= ILOpCode.Blt_un) or (>= ILOpCode.Beq_s and <= ILOpCode.Blt_un_s);

    public bool IsJump => Code is ILOpCode.Br or ILOpCode.Br_s;

    public bool IsLeave => Code is ILOpCode.Leave or ILOpCode.Leave_s;

    /// <summary>Nothing follows it.</summary>
    public bool Ends => Code is ILOpCode.Ret or ILOpCode.Throw or ILOpCode.Rethrow or ILOpCode.Endfinally or ILOpCode.Endfilter or ILOpCode.Jmp;
}
