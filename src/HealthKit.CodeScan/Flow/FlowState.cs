namespace HealthKit.CodeScan.Flow;

/// <summary>Arguments, locals, fields of the state machine and the stack at one instruction.</summary>
internal sealed class FlowState(int cells, int maxStack)
{
    public Value[] Cells { get; } = new Value[cells];

    public Value[] Stack { get; } = new Value[maxStack + 1];

    public int Depth { get; set; }

    /// <summary>The fields that are known to be empty here, as bits of the method's things.</summary>
    public ulong Empty { get; set; }

    public bool IsReached { get; private set; }

    public Value Pop() => Depth > 0 ? Stack[--Depth] : Value.Opaque;

    public Value Peek() => Depth > 0 ? Stack[Depth - 1] : Value.Opaque;

    public void Push(Value value)
    {
        if (Depth < Stack.Length)
        {
            Stack[Depth++] = value;
        }
    }

    public void CopyFrom(FlowState other)
    {
        Array.Copy(other.Cells, Cells, Cells.Length);
        Array.Copy(other.Stack, Stack, other.Depth);
        (Depth, Empty, IsReached) = (other.Depth, other.Empty, true);
    }

    /// <summary>Takes in what another path brings; true when it brought news.</summary>
    public bool Join(FlowState other, int depth)
    {
        if (!IsReached)
        {
            CopyFrom(other);
            Depth = Math.Min(depth, other.Depth);
            return true;
        }

        var changed = false;
        for (var i = 0; i < Cells.Length; i++)
        {
            changed |= Join(ref Cells[i], other.Cells[i]);
        }

        Depth = Math.Min(Depth, Math.Min(depth, other.Depth));
        for (var i = 0; i < Depth; i++)
        {
            changed |= Join(ref Stack[i], other.Stack[i]);
        }

        var empty = Empty & other.Empty;
        changed |= empty != Empty;
        Empty = empty;
        return changed;
    }

    private static bool Join(ref Value value, Value other)
    {
        var joined = value.Join(other);
        if (joined == value)
        {
            return false;
        }

        value = joined;
        return true;
    }
}
