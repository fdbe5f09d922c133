using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Threading.RateLimiting;
using HealthKit.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;

namespace HealthKit.RateLimits;

/// <summary>
/// Reads which limiters a call has to pass. The host's partitioner is asked once for each call that is read; a bucket that it keeps in a variable, or in
/// Redis, is one and the same for everybody, and a probe would use up its permits, so it is none that can be measured.
/// </summary>
/// <remarks>The members are no public API; read from ASP.NET Core 10.0.12.</remarks>
[UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "A member that trimming removed makes the limiter count as shared, and its limits unknown.")]
internal sealed class LimiterParts(RateLimiterOptions options, IServiceProvider services)
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
    private const string PolicyMap = "PolicyMap";
    private const string UnactivatedPolicyMap = "UnactivatedPolicyMap";
    private const string PolicyKey = "Microsoft.AspNetCore.RateLimiting.DefaultKeyType";
    private readonly Dictionary<string, object?> _policies = new(StringComparer.Ordinal);
    private readonly Dictionary<LimiterPart, LimiterPart?> _measurable = [];
    private readonly Dictionary<LimiterPart, string> _unmeasurable = [];

    /// <summary>The limiter that could not be measured in the last call that was read; null where none was met.</summary>
    public string? Obstacle { get; private set; }

    /// <summary>Whether the live middleware runs on the registered options rather than on some that it was given by hand.</summary>
    public static bool RunsOn(object middleware, RateLimiterOptions live)
    {
        List<PartitionedRateLimiter<HttpContext>> limiters = [.. DelegateGraph.FieldsOf(middleware.GetType()).Select(field => field.GetValue(middleware)).OfType<PartitionedRateLimiter<HttpContext>>()];
        return live.GlobalLimiter is null ? limiters.Count <= 1 : limiters.Contains(live.GlobalLimiter, ReferenceEqualityComparer.Instance);
    }

    /// <summary>The limiters in the order in which the middleware asks them, none where nothing is limited; null where one cannot be measured apart from the live one.</summary>
    public IReadOnlyList<LimiterPart>? Of(HttpContext call, EnableRateLimitingAttribute? asked)
    {
        Obstacle = null;
        var parts = new List<LimiterPart>();
        if (options.GlobalLimiter is { } global && !AddLinks(parts, global, call))
        {
            return null;
        }

        return asked is null || (PolicyOf(asked) is { } policy && Add(parts, policy, policy.GetType().GetMethod("GetPartition", Any, [typeof(HttpContext)])?.Invoke(policy, [call]))) ? parts : null;
    }

    // A global limiter, or each that it is chained from.
    private bool AddLinks(List<LimiterPart> parts, PartitionedRateLimiter<HttpContext> limiter, HttpContext call)
    {
        if (limiter.GetType().Assembly != typeof(RateLimiter).Assembly)
        {
            Obstacle = $"the global limiter is {limiter.GetType().Name}, which is none of the framework's";
            return false;
        }

        var held = DelegateGraph.FieldsOf(limiter.GetType()).Select(field => field.GetValue(limiter)).ToList();
        if (held.OfType<PartitionedRateLimiter<HttpContext>[]>().FirstOrDefault() is { } chained)
        {
            return Array.TrueForAll(chained, link => AddLinks(parts, link, call));
        }

        var partitioner = held.OfType<Delegate>().FirstOrDefault(static method => method.GetType().GenericTypeArguments is [var from, { Name: "RateLimitPartition`1" }] && from == typeof(HttpContext));
        return Add(parts, limiter, partitioner?.DynamicInvoke(call));
    }

    private object? PolicyOf(EnableRateLimitingAttribute asked)
    {
        if (asked.PolicyName is not { } name)
        {
            return DelegateGraph.Property(asked, "Policy");
        }

        if (!_policies.TryGetValue(name, out var policy))
        {
            policy = Map(PolicyMap)[name] ?? (Map(UnactivatedPolicyMap)[name] is Delegate make ? make.DynamicInvoke(services) : null);
            _policies.Add(name, policy);
        }

        return policy;
    }

    private bool Add(List<LimiterPart> parts, object scope, object? partition)
    {
        if (partition is null || DelegateGraph.Property(partition, "Factory") is not Delegate make)
        {
            return false;
        }

        var key = DelegateGraph.Property(partition, "PartitionKey");
        // A policy's key is wrapped with its factory, which is another one at every call.
        var bare = key?.GetType().FullName == PolicyKey ? DelegateGraph.Property(key, "Key") : key;
        var part = new LimiterPart(scope, bare, () => (RateLimiter)make.DynamicInvoke(key)!);
        if (!_measurable.TryGetValue(part, out var known))
        {
            _measurable.Add(part, known = Measurable(part, out var limiter, out var isShared));
            if (known is null)
            {
                _unmeasurable[part] = isShared
                    ? $"its {limiter} is one object, kept by the host, whose permits a probe would use up"
                    : $"its {limiter} is none of the framework's, and its permits may be shared with other instances";
            }
        }

        if (known is { IsNone: false })
        {
            parts.Add(known);
        }
        else if (known is null)
        {
            Obstacle = _unmeasurable.GetValueOrDefault(part);
        }

        return known is not null;
    }

    // Made anew each time, and by the framework. No limit at all is one object for everybody, and has no permits to use up.
    private static LimiterPart? Measurable(LimiterPart part, out string limiter, out bool isShared)
    {
        var (first, second) = (part.Make(), part.Make());
        (limiter, isShared) = (first?.GetType().Name ?? "limiter", ReferenceEquals(first, second));
        var isOfFramework = first?.GetType().Assembly == typeof(RateLimiter).Assembly;
        if (isShared)
        {
            return isOfFramework && first!.GetType().Name == "NoopLimiter" ? part with { IsNone = true } : null;
        }

        first?.Dispose();
        second?.Dispose();
        return isOfFramework ? part with { LimitsCallsAtOnce = first is ConcurrencyLimiter } : null;
    }

    private IDictionary Map(string name) => DelegateGraph.Property(options, name) as IDictionary ?? throw new MissingMemberException(nameof(RateLimiterOptions), name);
}
