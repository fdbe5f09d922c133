using HealthKit.CodeScan.Flow;
using HealthKit.CodeScan.Metadata;
using HealthKit.Evidence;

namespace HealthKit.CodeScan.State;

/// <summary>Joins what is written with who sees it: static fields, and fields of types of which many requests share one instance.</summary>
internal sealed class SharedState(CodeFlow flow, WriteLog log, SharedTypes types, Initialisers initialisers, DormantCode dormant)
{
    public const string Check = "8.3";

    public CodeScanRule Read()
    {
        var flagged = new List<CodeSite>();
        var accepted = new List<CodeSite>();
        var unresolved = log.Unread.Where(static method => !method.IsGenerated && !method.Type.IsGenerated).Select(static method => new CodeSite(SourceNames.Of(method), null, "its instructions could not be followed")).ToList();
        foreach (var writes in log.Writes.Where(write => !IsHarmless(write)).GroupBy(static write => write.Field!))
        {
            var field = writes.Key;
            var why = field.IsStatic ? "static field" : types.WhyShared(field.Type);
            var open = writes.Where(write => Reason(write) is null).ToArray();
            if (why is null)
            {
                if (types.IsPerhapsShared(field.Type))
                {
                    unresolved.Add(Site(field, open.Length == 0 ? writes : open, "field of a type that may be a singleton: what its factory makes is not known"));
                }
            }
            else if (open.Length > 0)
            {
                flagged.Add(Site(field, open, field.IsStatic || field.Type.IsClosure ? why : $"field of the {why}"));
            }
            else
            {
                accepted.Add(Site(field, writes, why) with { Reason = Reason(writes.First()) });
            }
        }

        var contexts = SharedContexts.Find(flow, types);
        flagged.AddRange(contexts.Where(static context => context.Reason is null));
        accepted.AddRange(contexts.Where(static context => context.Reason is not null));
        return new CodeScanRule
        {
            Check = Check,
            Sites = log.Sites + contexts.Count,
            Flagged = [.. flagged.OrderBy(static site => site.Member, StringComparer.Ordinal)],
            Unresolved = [.. unresolved.OrderBy(static site => site.Member, StringComparer.Ordinal)],
            Accepted = [.. accepted.OrderBy(static site => site.Member, StringComparer.Ordinal)],
        };
    }

    private static string? Reason(FieldWrite write) =>
        write.Field!.Accepted.TryGetValue(Check, out var reason) ? reason
        : write.Field.Type.AcceptedFor(Check)
        ?? write.Method.AcceptedFor(Check)
        ?? SourceNames.Around(write.Method).AcceptedFor(Check);

    private static CodeSite Site(FieldModel field, IEnumerable<FieldWrite> writes, string what)
    {
        var first = writes.OrderBy(static write => write.Method.Index).ThenBy(static write => write.Offset).First();
        var others = writes.Select(static write => SourceNames.Of(write.Method)).Distinct(StringComparer.Ordinal).Count() - 1;
        var how = first switch
        {
            { WhenEmpty: true } => "filled once, with what the first caller brings, by",
            { Kind: WriteKind.Change } => "its content changed by",
            { Kind: WriteKind.Mutate } => "the object it holds changed by",
            _ => "written by",
        };
        return new CodeSite(
            SourceNames.Of(field),
            first.Method.Type.Image.Locate(first.Method.Written.Handle, first.Offset),
            $"{what}, {how} {SourceNames.Of(first.Method)}{(others > 0 ? $" and {Units.Count(others, "other method")}" : "")}");
    }

    private bool IsHarmless(FieldWrite write)
    {
        var field = write.Field!;
        return field.IsCompilerGenerated
            || field.IsThreadStatic
            || field.Type.IsGenerated
            || (field.Type.IsCompilerGenerated && !field.Type.IsClosure)
            || write.Method.IsGenerated
            || IsAccessor(write.Method)
            || (write is { WhenEmpty: true, FromCaller: false })
            || (write.Kind == WriteKind.Change && IsKeyedByCode(field))
            || (write.Kind == WriteKind.Mutate && HasSitesOfItsOwn(field))
            || dormant.Contains(write.Method)
            || initialisers.RunsOnce(write.Method)
            || IsInitialising(write.Method, field)
            || IsEnding(write.Method, field);
    }

    // Whoever calls an automatic property's setter is the one who writes; an event's accessors only add listeners.
    private static bool IsAccessor(MethodModel method) =>
        method.IsCompilerGenerated && (method.Name.StartsWith("set_", StringComparison.Ordinal) || method.Name.StartsWith("add_", StringComparison.Ordinal) || method.Name.StartsWith("remove_", StringComparison.Ordinal));

    // What is looked up by a type, or is nothing but types and members, comes from the code: every instance of the service computes the same.
    private static bool IsKeyedByCode(FieldModel field) =>
        SignatureNames.Arguments(field.ValueType) is { Count: > 0 } arguments
        && (IsCode(arguments[0]) || (arguments.Count > 1 && arguments.Skip(1).All(IsCode)));

    private static bool IsCode(string type) => type is "System.Type" or "System.RuntimeTypeHandle" || type.StartsWith("System.Reflection.", StringComparison.Ordinal)
        || (type.StartsWith("System.ValueTuple`", StringComparison.Ordinal) && SignatureNames.Arguments(type).TrueForAll(IsCode));

    private bool HasSitesOfItsOwn(FieldModel field) =>
        flow.Code.Find(field.Type.Image.Name, SignatureNames.WithoutArguments(field.ValueType)) is { } held && types.WhyShared(held) is not null;

    private bool IsInitialising(MethodModel method, FieldModel field) => field.IsStatic
        ? method.IsConstructor && types.IsMadeOnce(method.Type)
        : initialisers.Makes(method, field.Type, (derived, type) => flow.Code.Ancestry(derived).Own.Contains(type));

    // What an object does to itself as it goes is seen by no further request.
    private bool IsEnding(MethodModel method, FieldModel field) =>
        !field.IsStatic && method.Name is "Dispose" or "DisposeAsync" or "DisposeAsyncCore" or "System.IDisposable.Dispose" && flow.Code.Ancestry(method.Type).Own.Contains(field.Type);
}
