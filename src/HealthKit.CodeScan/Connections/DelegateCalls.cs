using System.Collections.Frozen;
using System.Reflection.Metadata;
using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.Connections;

/// <summary>What calls do with the delegates they are given.</summary>
internal static class DelegateCalls
{
    // Those of System.Linq.Enumerable that read the sequence to give their answer; the others only describe another one.
    private static readonly FrozenSet<string> Readers = FrozenSet.Create(
        StringComparer.Ordinal,
        "ToList", "ToArray", "ToDictionary", "ToHashSet", "ToLookup", "Any", "All", "Count", "LongCount", "Sum", "Min", "MinBy", "Max", "MaxBy", "Average", "Aggregate", "Contains", "SequenceEqual",
        "First", "FirstOrDefault", "Single", "SingleOrDefault", "Last", "LastOrDefault", "ElementAt", "ElementAtOrDefault");

    private static readonly FrozenSet<string> OfLists = FrozenSet.Create(
        StringComparer.Ordinal, "ConvertAll", "Exists", "Find", "FindAll", "FindIndex", "FindLast", "FindLastIndex", "RemoveAll", "TrueForAll");

    /// <summary>
    /// True for a call that runs the delegates it is given, or those that the sequence it is given was described with, before it or the task it returns ends.
    /// What <c>Task.Run</c> starts ends whenever it does: nobody need await it.
    /// </summary>
    public static bool Run(CallTarget target) => target.Name is "ForEach" or "ForEachAsync" || target.Type switch
    {
        "System.Linq.Enumerable" => Readers.Contains(target.Name),
        "System.Linq.AsyncEnumerable" => target.Name.EndsWith("Async", StringComparison.Ordinal),
        "System.Collections.Generic.IEnumerable`1" => target.Name == "GetEnumerator",
        "System.Collections.Generic.List`1" or "System.Array" => OfLists.Contains(target.Name),
        "System.Threading.Tasks.Parallel" or "Microsoft.EntityFrameworkCore.ExecutionStrategyExtensions" => true,
        "System.Threading.Tasks.Task" => target.Name is "WhenAll" or "WhenAny",
        var type => type.StartsWith("Polly.", StringComparison.Ordinal) && target.Name.StartsWith("Execute", StringComparison.Ordinal),
    };

    /// <summary>True for a call that describes a sequence by delegates, which run once somebody reads it.</summary>
    public static bool Describe(CallTarget target) =>
        target.Type is "System.Linq.Enumerable" or "System.Linq.AsyncEnumerable" && !Run(target);

    /// <summary>What a delegate is given to that is made at an instruction, through whatever sequence it describes; null where it is kept first.</summary>
    public static CallTarget? Taker(Instruction[] instructions, int made, Func<Instruction, CallTarget?> call)
    {
        for (var at = AfterCache(instructions, made); at < instructions.Length; at++)
        {
            switch (instructions[at].Code)
            {
                case ILOpCode.Call or ILOpCode.Callvirt when call(instructions[at]) is not { } target:
                    return null;
                case ILOpCode.Call or ILOpCode.Callvirt when call(instructions[at]) is { } target && !Describe(target) && !target.Name.StartsWith("get_", StringComparison.Ordinal):
                    return target;
                case ILOpCode.Stloc or ILOpCode.Stloc_s or ILOpCode.Stloc_0 or ILOpCode.Stloc_1 or ILOpCode.Stloc_2 or ILOpCode.Stloc_3 or ILOpCode.Starg or ILOpCode.Starg_s or ILOpCode.Stfld or ILOpCode.Stsfld:
                case ILOpCode.Pop or ILOpCode.Ret or ILOpCode.Throw or ILOpCode.Br or ILOpCode.Br_s or ILOpCode.Leave or ILOpCode.Leave_s:
                    return null;
            }
        }

        return null;
    }

    // The compiler keeps a delegate to make it once: newobj, dup, stsfld; or, within a loop, newobj, dup, stloc, stfld.
    private static int AfterCache(Instruction[] instructions, int made)
    {
        var at = made + 2;
        if (at < instructions.Length && instructions[at].Code == ILOpCode.Dup)
        {
            at++;
            while (at < instructions.Length && instructions[at].Code is ILOpCode.Stsfld or ILOpCode.Stloc or ILOpCode.Stloc_s or ILOpCode.Stloc_0 or ILOpCode.Stloc_1 or ILOpCode.Stloc_2 or ILOpCode.Stloc_3 or ILOpCode.Stfld)
            {
                at++;
            }
        }

        return at;
    }
}
