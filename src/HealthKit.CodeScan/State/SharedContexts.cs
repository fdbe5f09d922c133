using HealthKit.CodeScan.Flow;
using HealthKit.CodeScan.Metadata;
using HealthKit.Evidence;

namespace HealthKit.CodeScan.State;

/// <summary>
/// Contexts of Entity Framework that many requests share: registered as singletons, or kept in a field of what is shared. No line of the host's own writes to
/// them, yet each query does: the change tracker keeps what one request read for all the others, and two at once fail.
/// </summary>
internal static class SharedContexts
{
    private const string Consequence = "its change tracker keeps rows of one request for all others, and it fails for two at once; take it scoped, or from an IDbContextFactory for each use";

    public static List<CodeSite> Find(CodeFlow flow, SharedTypes types)
    {
        var contexts = flow.Code.Types.Where(type => !type.IsAbstract && SourceNames.Of(flow.Code.Ancestry(type).Other).EndsWith("DbContext", StringComparison.Ordinal)).ToHashSet();
        var registered = contexts.Where(type => types.WhyShared(type) is not null).ToHashSet();
        return
        [
            .. registered.Select(static type => new CodeSite(SourceNames.Of(type), Location(type), $"context registered as singleton: {Consequence}") { Reason = type.AcceptedFor(SharedState.Check) }),
            .. flow.Code.Types.SelectMany(static type => type.Fields).Where(static field => !field.IsThreadStatic)
                .Select(field => (Field: field, Context: flow.Code.Find(field.Type.Image.Name, SignatureNames.WithoutArguments(field.ValueType)), Why: field.IsStatic ? "static field" : types.WhyShared(field.Type)))
                .Where(held => held.Why is not null && held.Context is not null && contexts.Contains(held.Context) && !registered.Contains(held.Context))
                .Select(static held => new CodeSite(SourceNames.Of(held.Field), Location(held.Field.Type), $"{(held.Field.IsStatic ? held.Why : $"field of the {held.Why}")} that keeps a context: {Consequence}")
                {
                    Reason = held.Field.Accepted.TryGetValue(SharedState.Check, out var reason) ? reason : held.Field.Type.AcceptedFor(SharedState.Check),
                }),
        ];
    }

    private static string? Location(TypeModel type) =>
        type.Methods.Find(static method => method.IsConstructor && !method.IsStatic) is { } constructor ? type.Image.Locate(constructor.Handle, 0) : null;
}
