using System.Collections.Frozen;
using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.Connections;

/// <summary>What calls do with the delegates they are given.</summary>
internal static class DelegateCalls
{
    private const string Tasks = "System.Threading.Tasks.";

    // Those of System.Linq.Enumerable that read the sequence to give their answer; the others only describe another one.
    private static readonly FrozenSet<string> Readers = FrozenSet.Create(
        StringComparer.Ordinal,
        "ToList", "ToArray", "ToDictionary", "ToHashSet", "ToLookup", "Any", "All", "Count", "LongCount", "Sum", "Min", "MinBy", "Max", "MaxBy", "Average", "Aggregate", "Contains", "SequenceEqual",
        "First", "FirstOrDefault", "Single", "SingleOrDefault", "Last", "LastOrDefault", "ElementAt", "ElementAtOrDefault");

    // Those that hand an element on before they read the next: what reads them keeps open whatever the sequence beneath holds.
    private static readonly FrozenSet<string> Streamers = FrozenSet.Create(
        StringComparer.Ordinal,
        "AsEnumerable", "Where", "Select", "SelectMany", "Take", "TakeWhile", "Skip", "SkipWhile", "Cast", "OfType", "Concat", "Append", "Prepend", "Zip", "Distinct", "DistinctBy", "DefaultIfEmpty", "Index", "Chunk");

    private static readonly FrozenSet<string> OfLists = FrozenSet.Create(
        StringComparer.Ordinal, "ConvertAll", "Exists", "Find", "FindAll", "FindIndex", "FindLast", "FindLastIndex", "RemoveAll", "TrueForAll");

    private static readonly FrozenSet<string> Takers = FrozenSet.Create(
        StringComparer.Ordinal, ".ctor", "AddRange", "InsertRange", "UnionWith", "ExceptWith", "IntersectWith", "SymmetricExceptWith");

    private static readonly FrozenSet<string> Plumbing = FrozenSet.Create(
        StringComparer.Ordinal, "ConfigureAwait", "GetAwaiter", "get_IsCompleted", "AsTask", "WaitAsync", "Unwrap", "AwaitOnCompleted", "AwaitUnsafeOnCompleted", "get_IsCompletedSuccessfully", "Preserve");

    /// <summary>True for a call that runs the delegates it is given, or those that the sequence it is given was described with, before it or the task it returns ends.</summary>
    public static bool Run(CallTarget target) => !Start(target) && (target.Name is "ForEach" or "ForEachAsync" || target.Type switch
    {
        "System.Linq.Enumerable" => Readers.Contains(target.Name),
        "System.Linq.AsyncEnumerable" => target.Name.EndsWith("Async", StringComparison.Ordinal),
        "System.Collections.Generic.IEnumerable`1" => target.Name == "GetEnumerator",
        "System.Collections.Generic.IAsyncEnumerable`1" => target.Name == "GetAsyncEnumerator",
        "System.Collections.Generic.List`1" or "System.Array" when OfLists.Contains(target.Name) => true,
        "System.String" => target.Name is "Join" or "Concat",
        "System.Threading.Tasks.Parallel" or "Microsoft.EntityFrameworkCore.ExecutionStrategyExtensions" => true,
        "System.Threading.Tasks.Task" => target.Name is "WhenAll" or "WhenAny" or "WaitAll" or "WaitAny",
        var type => type.StartsWith("System.Collections.", StringComparison.Ordinal) && Takers.Contains(target.Name)
            || type.StartsWith("Polly.", StringComparison.Ordinal) && target.Name.StartsWith("Execute", StringComparison.Ordinal),
    });

    /// <summary>True for a call that describes a sequence by delegates, which run once somebody reads it.</summary>
    public static bool Describe(CallTarget target) =>
        target.Type is "System.Linq.Enumerable" or "System.Linq.AsyncEnumerable" && !Run(target);

    /// <summary>True for a call that gives a sequence whose elements are read one by one as somebody asks for them.</summary>
    public static bool Stream(CallTarget target) => target.Type == "System.Linq.Enumerable" && Streamers.Contains(target.Name);

    /// <summary>True for a call that starts the delegate it is given in a task, which nobody need wait for.</summary>
    public static bool Start(CallTarget target) => (target.Type, target.Name) switch
    {
        ("System.Threading.Tasks.Task", "Run") or ("System.Threading.Tasks.TaskFactory" or "System.Threading.Tasks.TaskFactory`1", "StartNew") => true,
        ("System.Threading.Tasks.Parallel", "ForEachAsync" or "ForAsync") => true,
        _ => false,
    };

    /// <summary>True where the task that a call starts gives another task, as long as nobody unwraps it.</summary>
    public static bool StartsTask(CallTarget target) => target is { Name: "StartNew", TypeArguments: [var result] } && result.StartsWith(Tasks, StringComparison.Ordinal);

    /// <summary>True for a call that waits for the task it is given, or comes after <c>await</c> has.</summary>
    public static bool Join(CallTarget target) => target.Name switch
    {
        "GetResult" => target.Type.StartsWith("System.Runtime.CompilerServices.", StringComparison.Ordinal),
        "Wait" or "get_Result" or "WaitAll" or "WaitAny" => target.Type.StartsWith(Tasks, StringComparison.Ordinal),
        _ => false,
    };

    /// <summary>True for a call that gives the task of several: it ends when all of them have.</summary>
    public static bool Combine(CallTarget target) => target is { Type: "System.Threading.Tasks.Task", Name: "WhenAll" };

    /// <summary>True for a call that waits for one of several tasks only.</summary>
    public static bool JoinsOne(CallTarget target) => target is { Type: "System.Threading.Tasks.Task", Name: "WhenAny" or "WaitAny" };

    /// <summary>True for a call that only hands a task on to whoever waits for it.</summary>
    public static bool Pass(CallTarget target) => target.Type == "<PrivateImplementationDetails>" || Plumbing.Contains(target.Name) && (target.Type.StartsWith(Tasks, StringComparison.Ordinal) || target.Type.StartsWith("System.Runtime.CompilerServices.", StringComparison.Ordinal));
}
