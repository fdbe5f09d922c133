using System.Reflection.Metadata;

namespace HealthKit.CodeScan.Flow;

/// <summary>Instructions that only move numbers.</summary>
internal static class StackEffects
{
    public static void Apply(ILOpCode code, FlowState state)
    {
        switch (code)
        {
            case ILOpCode.Pop or ILOpCode.Throw or ILOpCode.Endfilter:
                state.Pop();
                break;
            case ILOpCode.Ldc_i8 or ILOpCode.Ldc_r4 or ILOpCode.Ldc_r8 or ILOpCode.Sizeof:
                state.Push(Value.Some);
                break;
            case ILOpCode.Ldtoken or ILOpCode.Arglist:
                state.Push(Value.Constant);
                break;
            case ILOpCode.Mul or ILOpCode.Div or ILOpCode.Div_un or ILOpCode.Rem or ILOpCode.Rem_un or ILOpCode.And or ILOpCode.Or or ILOpCode.Xor or ILOpCode.Shl or ILOpCode.Shr or ILOpCode.Shr_un
                or ILOpCode.Add_ovf or ILOpCode.Add_ovf_un or ILOpCode.Mul_ovf or ILOpCode.Mul_ovf_un or ILOpCode.Sub_ovf or ILOpCode.Sub_ovf_un:
                var right = state.Pop();
                state.Push(Value.Some with { From = state.Pop().From | right.From });
                break;
            case ILOpCode.Ldlen or ILOpCode.Isinst or ILOpCode.Castclass or ILOpCode.Box or ILOpCode.Unbox or ILOpCode.Unbox_any or ILOpCode.Refanyval or ILOpCode.Mkrefany:
                if (code == ILOpCode.Ldlen)
                {
                    state.Push(Value.Some with { From = state.Pop().From });
                }

                break;
            case ILOpCode.Neg or ILOpCode.Not or (>= ILOpCode.Conv_i1 and <= ILOpCode.Conv_u8) or ILOpCode.Conv_r_un or (>= ILOpCode.Conv_ovf_i1_un and <= ILOpCode.Conv_ovf_u_un)
                or (>= ILOpCode.Conv_ovf_i1 and <= ILOpCode.Conv_ovf_u8) or ILOpCode.Conv_u2 or ILOpCode.Conv_u1 or ILOpCode.Conv_i or ILOpCode.Conv_ovf_i or ILOpCode.Conv_ovf_u or ILOpCode.Conv_u or ILOpCode.Ckfinite:
                state.Push(Value.Some with { From = state.Pop().From });
                break;
            case ILOpCode.Localloc or ILOpCode.Refanytype:
                state.Pop();
                state.Push(Value.Opaque);
                break;
            case ILOpCode.Cpblk or ILOpCode.Initblk:
                state.Pop();
                state.Pop();
                state.Pop();
                break;
            case ILOpCode.Calli:
                throw new InvalidOperationException("A call through a function pointer has no known effect on the stack.");
        }
    }
}
