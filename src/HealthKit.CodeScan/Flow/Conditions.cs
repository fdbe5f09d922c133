using System.Reflection.Metadata;
using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.Flow;

/// <summary>What a conditional jump tells: which way it goes, and which field is empty on either way.</summary>
internal static class Conditions
{
    public static (bool? Taken, ulong EmptyWhenTaken, ulong EmptyWhenNot) Decide(Instruction instruction, FlowState state)
    {
        if (instruction.Code is ILOpCode.Brtrue or ILOpCode.Brtrue_s or ILOpCode.Brfalse or ILOpCode.Brfalse_s)
        {
            var whenTrue = instruction.Code is ILOpCode.Brtrue or ILOpCode.Brtrue_s;
            var value = state.Pop();
            if (value.Has(Traits.Integer))
            {
                return ((value.Number != 0) == whenTrue, 0, 0);
            }

            var (ifTrue, ifFalse) = value.Has(Traits.IsEmptyTest) ? (value.Things, 0ul)
                : value.Has(Traits.IsFilledTest) || value.Has(Traits.Whole) ? (0ul, value.Things)
                : (0ul, 0ul);
            return whenTrue ? (null, ifTrue, ifFalse) : (null, ifFalse, ifTrue);
        }

        var right = state.Pop();
        var left = state.Pop();
        if (left.Has(Traits.Integer) && right.Has(Traits.Integer))
        {
            return (Compare(instruction.Code, left.Number, right.Number), 0, 0);
        }

        var field = Tested(left, right);
        return instruction.Code switch
        {
            ILOpCode.Beq or ILOpCode.Beq_s => (null, field, 0),
            ILOpCode.Bne_un or ILOpCode.Bne_un_s => (null, 0, field),
            _ => (null, 0, 0),
        };
    }

    /// <summary>The test that a comparison of two values is.</summary>
    public static Value Compared(ILOpCode code, Value left, Value right)
    {
        if (left.Has(Traits.Integer) && right.Has(Traits.Integer))
        {
            return Value.Some;
        }

        var tested = left.Has(Traits.IsEmptyTest | Traits.IsFilledTest) ? left : right.Has(Traits.IsEmptyTest | Traits.IsFilledTest) ? right : default;
        if (code == ILOpCode.Ceq && tested.IsSeen && (IsNothing(left) || IsNothing(right)))
        {
            return tested with { Traits = tested.Traits ^ (Traits.IsEmptyTest | Traits.IsFilledTest) };
        }

        var field = Tested(left, right);
        return field == 0 ? Value.Some
            : code == ILOpCode.Ceq ? new Value(Traits.Number | Traits.IsEmptyTest, 0, 0, 0, field)
            : code == ILOpCode.Cgt_un ? new Value(Traits.Number | Traits.IsFilledTest, 0, 0, 0, field)
            : Value.Some;
    }

    private static ulong Tested(Value left, Value right) =>
        left.Has(Traits.Whole) && IsNothing(right) ? left.Things
        : right.Has(Traits.Whole) && IsNothing(left) ? right.Things
        : 0;

    private static bool IsNothing(Value value) => value.Has(Traits.Null) || (value.Has(Traits.Integer) && value.Number == 0);

    private static bool? Compare(ILOpCode code, int left, int right) => code switch
    {
        ILOpCode.Beq or ILOpCode.Beq_s => left == right,
        ILOpCode.Bne_un or ILOpCode.Bne_un_s => left != right,
        ILOpCode.Bge or ILOpCode.Bge_s => left >= right,
        ILOpCode.Bgt or ILOpCode.Bgt_s => left > right,
        ILOpCode.Ble or ILOpCode.Ble_s => left <= right,
        ILOpCode.Blt or ILOpCode.Blt_s => left < right,
        ILOpCode.Bge_un or ILOpCode.Bge_un_s => (uint)left >= (uint)right,
        ILOpCode.Bgt_un or ILOpCode.Bgt_un_s => (uint)left > (uint)right,
        ILOpCode.Ble_un or ILOpCode.Ble_un_s => (uint)left <= (uint)right,
        ILOpCode.Blt_un or ILOpCode.Blt_un_s => (uint)left < (uint)right,
        _ => null,
    };
}
