using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace HealthKit.Outbound;

/// <summary>Tells which message handlers may hold a timeout, a breaker or a retry that nobody can read.</summary>
internal static class HandlerKinds
{
    private const string Resilience = "Microsoft.Extensions.Http.Resilience.ResilienceHandler";
    private const string Policy = "Microsoft.Extensions.Http.PolicyHttpMessageHandler";

    private static readonly string[] Words = ["Retry", "Retries", "Resilien", "Circuit", "Breaker", "Policy", "Polly", "Timeout", "Hedg", "Fallback"];

    // Handlers of these do one thing each, and none of it is resilience.
    private static readonly string[] Plain = ["System.Net.Http", "Microsoft.Extensions.Http", "Microsoft.Extensions.Http.Diagnostics", "Microsoft.AspNetCore", "Microsoft.Extensions.ServiceDiscovery", "Grpc.Net", "OpenTelemetry"];

    /// <summary>Why the handler hides what it does, and what would show it; null for one that certainly guards nothing.</summary>
    public static string? Obscurity(Type handler)
    {
        for (var type = handler; type is not null && type != typeof(DelegatingHandler) && type != typeof(HttpMessageHandler); type = type.BaseType)
        {
            if (type.FullName == Resilience)
            {
                return "It has a resilience pipeline: add the package HealthKit.Resilience and call AddHealthAudit().AddResilience().";
            }

            if (type.FullName == Policy)
            {
                return "Its policy of Polly 7 cannot be read: replace AddPolicyHandler(…) by AddStandardResilienceHandler(…), or attest the check.";
            }
        }

        return IsPlain(handler) || !MayGuard(handler) ? null : $"Its handler {handler.Name} may guard calls by code of its own: use AddResilienceHandler(…) instead, or attest the check.";
    }

    private static bool IsPlain(Type handler)
    {
        var assembly = handler.Assembly.GetName().Name ?? "";
        return Array.Exists(Plain, plain => assembly == plain || (assembly.StartsWith(plain, StringComparison.Ordinal) && assembly[plain.Length] == '.' && plain is not "Microsoft.Extensions.Http"));
    }

    private static bool MayGuard(Type handler) =>
        Array.Exists(Words, word => handler.Name.Contains(word, StringComparison.OrdinalIgnoreCase)) || HoldsPolicy(handler);

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A field that trimming removed is a field that is not used.")]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "As above.")]
    private static bool HoldsPolicy(Type handler)
    {
        const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        for (var type = handler; type is not null && type != typeof(DelegatingHandler) && type != typeof(HttpMessageHandler); type = type.BaseType)
        {
            try
            {
                if (type.GetFields(Declared).Any(static field => IsPolly(field.FieldType)))
                {
                    return true;
                }
            }
            catch (Exception absent) when (absent is TypeLoadException or IOException or BadImageFormatException)
            {
                // A field whose assembly is not there: what it would hold cannot be told.
                return true;
            }
        }

        return false;
    }

    private static bool IsPolly(Type type) =>
        type.Namespace?.StartsWith("Polly", StringComparison.Ordinal) == true || (type.IsGenericType && type.GenericTypeArguments.Any(IsPolly));
}
