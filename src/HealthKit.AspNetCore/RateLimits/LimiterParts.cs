using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Threading.RateLimiting;
using HealthKit.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;

namespace HealthKit.RateLimits;

/// <summary>
/// Looks, before anything is called, whether a limiter made from the same options is apart from the live one: a limiter that the host keeps in a
/// variable, or in Redis, is one and the same, and a probe would use up its permits. What cannot be looked at counts as shared.
/// </summary>
/// <remarks>The members are no public API; read from ASP.NET Core 10.0.12.</remarks>
[UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "A member that trimming removed makes the limiter count as shared, and its limits unknown.")]
internal static class LimiterParts
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
    private const string PolicyMap = "PolicyMap";
    private const string UnactivatedPolicyMap = "UnactivatedPolicyMap";

    /// <summary>Whether the live middleware runs on the registered options rather than on some that it was given by hand.</summary>
    public static bool RunsOn(object middleware, RateLimiterOptions live)
    {
        var limiters = LimitersOf(middleware);
        return live.GlobalLimiter is null ? limiters.Count <= 1 : limiters.Contains(live.GlobalLimiter, ReferenceEqualityComparer.Instance);
    }

    /// <summary>The limiters that a middleware holds.</summary>
    public static List<PartitionedRateLimiter<HttpContext>> LimitersOf(object middleware) =>
        [.. DelegateGraph.FieldsOf(middleware.GetType()).Select(field => field.GetValue(middleware)).OfType<PartitionedRateLimiter<HttpContext>>()];

    /// <summary>The policy that an endpoint asks for, by name or itself; null for none.</summary>
    public static object? PolicyOf(EnableRateLimitingAttribute attribute, RateLimiterOptions options, IServiceProvider services)
    {
        if (attribute.PolicyName is null)
        {
            return DelegateGraph.Property(attribute, "Policy");
        }

        if (Map(options, PolicyMap)[attribute.PolicyName] is { } policy)
        {
            return policy;
        }

        return Map(options, UnactivatedPolicyMap)[attribute.PolicyName] is Delegate make ? make.DynamicInvoke(services) : null;
    }

    /// <summary>Makes the options' own policies silent when they refuse; false when one could not be.</summary>
    public static bool Silence(RateLimiterOptions options, IServiceProvider services)
    {
        var policies = Map(options, PolicyMap);
        var unactivated = Map(options, UnactivatedPolicyMap);
        foreach (var name in unactivated.Keys.Cast<string>().ToArray())
        {
            policies[name] = ((Delegate)unactivated[name]!).DynamicInvoke(services);
            unactivated.Remove(name);
        }

        foreach (var policy in policies.Values)
        {
            if (Refusal(policy) is { } field)
            {
                field.SetValue(policy, null);
            }
            else
            {
                return false;
            }
        }

        options.OnRejected = null;
        return true;
    }

    /// <summary>True when a policy does something of its own on a refusal, or does not show whether it does.</summary>
    public static bool Speaks(object policy) => Refusal(policy) is not { } field || field.GetValue(policy) is not null;

    /// <summary>True when the limiter for a request is made anew, and by the framework.</summary>
    public static bool IsApart(object policy, HttpContext context) =>
        policy.GetType().GetMethod("GetPartition", Any, [typeof(HttpContext)])?.Invoke(policy, [context]) is { } partition && IsMadeAnew(partition);

    /// <summary>The same of a global limiter, and of each that it is chained from.</summary>
    public static bool IsApart(PartitionedRateLimiter<HttpContext> limiter, HttpContext context)
    {
        var fields = DelegateGraph.FieldsOf(limiter.GetType());
        if (limiter.GetType().Assembly != typeof(RateLimiter).Assembly)
        {
            return false;
        }

        if (fields.Select(field => field.GetValue(limiter)).OfType<PartitionedRateLimiter<HttpContext>[]>().FirstOrDefault() is { } chained)
        {
            return Array.TrueForAll(chained, link => IsApart(link, context));
        }

        return fields.Select(field => field.GetValue(limiter)).OfType<Delegate>().FirstOrDefault(static method => method.GetType().GenericTypeArguments is [var from, { Name: "RateLimitPartition`1" }] && from == typeof(HttpContext)) is { } partitioner
            && partitioner.DynamicInvoke(context) is { } partition
            && IsMadeAnew(partition);
    }

    private static bool IsMadeAnew(object partition)
    {
        var key = DelegateGraph.Property(partition, "PartitionKey");
        if (DelegateGraph.Property(partition, "Factory") is not Delegate make || make.DynamicInvoke(key) is not RateLimiter first || make.DynamicInvoke(key) is not RateLimiter second)
        {
            return false;
        }

        // No limit at all is one object for everybody, and has no permits to use up.
        if (ReferenceEquals(first, second))
        {
            return first.GetType() is { Name: "NoopLimiter" } none && none.Assembly == typeof(RateLimiter).Assembly;
        }

        var known = first.GetType().Assembly == typeof(RateLimiter).Assembly;
        first.Dispose();
        second.Dispose();
        return known;
    }

    private static FieldInfo? Refusal(object policy) =>
        DelegateGraph.FieldsOf(policy.GetType()).FirstOrDefault(static field => field.FieldType == typeof(Func<OnRejectedContext, CancellationToken, ValueTask>));

    private static IDictionary Map(RateLimiterOptions options, string name) =>
        DelegateGraph.Property(options, name) as IDictionary ?? throw new MissingMemberException(nameof(RateLimiterOptions), name);
}
