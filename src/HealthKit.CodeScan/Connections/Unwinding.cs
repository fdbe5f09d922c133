using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.Connections;

/// <summary>The protected regions of a method by instruction: which handlers an exception meets, which finally blocks a jump out of them runs.</summary>
internal sealed class Unwinding
{
    public const int Exception = -1;

    private readonly List<Region> _regions = [];
    private readonly List<(int Parent, int Target)> _ways = [(-1, 0)];
    private readonly Dictionary<(int, int), int> _known = [];

    public Unwinding(MethodIl body, Instruction[] code)
    {
        IsLeader = new bool[code.Length + 1];
        foreach (var region in body.Regions)
        {
            int Index(int offset) => InstructionReader.IndexOf(code, offset);
            _regions.Add(new Region(Index(region.TryStart), Index(region.TryEnd), Index(region.HandlerStart), Index(region.HandlerEnd), region.TakesException, region.TakesAll, region.IsFault));
            IsLeader[Index(region.TryStart)] = IsLeader[Index(region.HandlerStart)] = true;
        }

        for (var at = 0; at < code.Length; at++)
        {
            var instruction = code[at];
            if (instruction.Targets is { } targets)
            {
                Array.ForEach(targets, target => IsLeader[target] = true);
                IsLeader[at + 1] = true;
            }
            else if (instruction.IsConditional || instruction.IsJump || instruction.IsLeave)
            {
                IsLeader[instruction.Operand] = IsLeader[at + 1] = true;
            }
        }
    }

    /// <summary>Where blocks begin.</summary>
    public bool[] IsLeader { get; }

    /// <summary>The handlers that an exception meets, innermost first, until one takes it for sure; whether it may leave the method.</summary>
    public (List<Region> Handlers, bool Escapes) Raise(int at)
    {
        var handlers = new List<Region>();
        foreach (var region in _regions)
        {
            if (at < region.TryStart || at >= region.TryEnd)
            {
                continue;
            }

            handlers.Add(region);
            if (!region.TakesException || region.TakesAll)
            {
                return (handlers, false);
            }
        }

        return (handlers, true);
    }

    /// <summary>The first finally block on the way of a jump; null where there is none.</summary>
    public Region? Leave(int at, int target)
    {
        foreach (var region in _regions)
        {
            if (region is { TakesException: false, IsFault: false } && at >= region.TryStart && at < region.TryEnd && (target < region.TryStart || target >= region.TryEnd))
            {
                return region;
            }
        }

        return null;
    }

    /// <summary>Remembers what happens after the finally block that begins at an instruction.</summary>
    public int Enter(int way, int handler, int target)
    {
        var key = (Trim(way, DepthOf(handler) - 1), target);
        if (!_known.TryGetValue(key, out var found))
        {
            found = _ways.Count;
            _ways.Add(key);
            _known.Add(key, found);
        }

        return found;
    }

    /// <summary>What happens after the innermost finally block.</summary>
    public int TargetOf(int way) => _ways[way].Target;

    /// <summary>What is left of a way at an instruction: blocks that an exception broke off are done with.</summary>
    public int At(int way, int at) => Trim(way, DepthOf(at));

    private int Trim(int way, int depth)
    {
        var length = 0;
        for (var each = way; each > 0; each = _ways[each].Parent)
        {
            length++;
        }

        for (; length > depth; length--)
        {
            way = _ways[way].Parent;
        }

        return Math.Max(way, 0);
    }

    private int DepthOf(int at)
    {
        var depth = 0;
        foreach (var region in _regions)
        {
            depth += !region.TakesException && at >= region.HandlerStart && at < region.HandlerEnd ? 1 : 0;
        }

        return depth;
    }

    /// <summary>A try block and its handler, in indexes of instructions.</summary>
    internal sealed record Region(int TryStart, int TryEnd, int HandlerStart, int HandlerEnd, bool TakesException, bool TakesAll, bool IsFault);
}
