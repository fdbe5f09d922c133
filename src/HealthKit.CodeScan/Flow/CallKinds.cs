using System.Collections.Frozen;
using HealthKit.CodeScan.Metadata;

namespace HealthKit.CodeScan.Flow;

/// <summary>Decides what a call means, by the names of its type and method.</summary>
internal static class CallKinds
{
    private static readonly FrozenSet<string> Changes = FrozenSet.Create(
        "Add", "AddRange", "AddFirst", "AddLast", "AddBefore", "AddAfter", "AddOrUpdate", "Clear", "Enqueue", "EnqueueRange", "EnqueueDequeue", "DequeueEnqueue", "Dequeue", "TryDequeue", "Push", "PushRange",
        "Pop", "TryPop", "TryPopRange", "TryTake", "Take", "Insert", "InsertRange", "Remove", "RemoveAt", "RemoveAll", "RemoveRange", "RemoveFirst", "RemoveLast", "RemoveWhere", "set_Item", "SetItem", "Sort", "Reverse",
        "TryAdd", "TryRemove", "TryUpdate", "GetOrAdd", "UnionWith", "ExceptWith", "IntersectWith", "SymmetricExceptWith", "Set", "SetAll", "Not", "And", "Or", "Xor", "set_Capacity", "CompleteAdding");

    private static readonly FrozenSet<string> TextChanges = FrozenSet.Create("Append", "AppendLine", "AppendFormat", "AppendJoin", "Insert", "Remove", "Replace", "Clear", "set_Length", "set_Chars");

    private static readonly FrozenSet<string> Elements = FrozenSet.Create("get_Item", "TryGetValue", "GetValueOrDefault", "Peek", "First", "FirstOrDefault", "Last", "Single", "SingleOrDefault", "Find", "ElementAt", "GetValueRefOrNullRef");

    private static readonly FrozenSet<string> PassThroughs = FrozenSet.Create("GetAwaiter", "GetResult", "ConfigureAwait", "AsTask", "WaitAsync", "Preserve", "FromResult", "get_Result");

    public static CallKind Of(CallTarget target, out FieldModel? property)
    {
        property = null;
        var type = target.Type;
        var name = target.Name;
        if (target.Own is { } own)
        {
            property = Property(own);
            return property is null ? CallKind.Own : name.StartsWith("get_", StringComparison.Ordinal) ? CallKind.PropertyRead : CallKind.PropertyWrite;
        }

        if (type.StartsWith("System.Collections.", StringComparison.Ordinal))
        {
            return type.StartsWith("System.Collections.Immutable.ImmutableInterlocked", StringComparison.Ordinal) ? CallKind.Other
                : type.StartsWith("System.Collections.Immutable.", StringComparison.Ordinal) && !type.EndsWith("Builder", StringComparison.Ordinal) ? CallKind.Other
                : type.StartsWith("System.Collections.Frozen.", StringComparison.Ordinal) ? CallKind.Other
                : name == "GetOrAdd" ? CallKind.ChangeAndElement
                : Changes.Contains(name) ? CallKind.Change
                : Elements.Contains(name) ? CallKind.Element
                : CallKind.Other;
        }

        return (type, name) switch
        {
            ("System.Text.StringBuilder", _) when TextChanges.Contains(name) => CallKind.ChangeAndElement,
            ("System.Linq.Enumerable", _) when Elements.Contains(name) => CallKind.Element,
            ("System.Array", "Sort" or "Reverse" or "Clear" or "Fill" or "SetValue") => CallKind.Change,
            ("System.Runtime.InteropServices.CollectionsMarshal", "GetValueRefOrAddDefault" or "SetCount") => CallKind.ChangeAndElement,
            ("System.Runtime.InteropServices.CollectionsMarshal", _) => CallKind.Element,
            ("System.Threading.Volatile", "Read") => CallKind.PassThrough,
            ("System.Threading.Interlocked", "Read" or "MemoryBarrier") => CallKind.ReadsPlaces,
            ("System.Threading.Interlocked", "CompareExchange") => CallKind.FillOnce,
            ("System.Threading.LazyInitializer", _) => CallKind.FillOnce,
            ("System.Nullable`1", "get_HasValue") => CallKind.HasValue,
            ("System.Nullable`1", _) => CallKind.PassThrough,
            ("System.String", "IsNullOrEmpty" or "IsNullOrWhiteSpace") => CallKind.IsEmptyText,
            ("Microsoft.Extensions.DependencyInjection.ActivatorUtilities", "CreateInstance" or "GetServiceOrCreateInstance") when target.TypeArguments.Length == 1 => CallKind.Create,
            ("Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions" or "Microsoft.Extensions.DependencyInjection.ServiceProviderKeyedServiceExtensions", _) when target.TypeArguments.Length == 1 => CallKind.Service,
            (_, "SetResult") when type.EndsWith("MethodBuilder`1", StringComparison.Ordinal) => CallKind.Result,
            _ when PassThroughs.Contains(name) && (type.StartsWith("System.Threading.Tasks.", StringComparison.Ordinal) || type.StartsWith("System.Runtime.CompilerServices.", StringComparison.Ordinal)) => CallKind.PassThrough,
            _ when type.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal) && (name.StartsWith("Map", StringComparison.Ordinal) || name is "Use" or "Run" or "AddEndpointFilter") => CallKind.Handler,
            _ => CallKind.Other,
        };
    }

    /// <summary>True where the data of a request comes from.</summary>
    public static bool IsRequest(CallTarget target) =>
        target.Type.StartsWith("Microsoft.AspNetCore.Http.", StringComparison.Ordinal) || target.Type.StartsWith("System.Security.Claims.", StringComparison.Ordinal);

    /// <summary>The field behind an accessor that the compiler wrote: its call is the reading or writing itself.</summary>
    public static FieldModel? Property(MethodModel method) =>
        !method.IsCompilerGenerated ? null
        : method.Name.StartsWith("get_", StringComparison.Ordinal) && method.Parameters.Length == 0 || method.Name.StartsWith("set_", StringComparison.Ordinal) && method.Parameters.Length == 1
            ? method.Type.Fields.Find(field => field.IsBacking && field.SourceName == method.Name[4..])
            : null;
}
