using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using HealthKit.Evidence;
using HealthKit.Hosting;
using HealthKit.Signals;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace HealthKit.Outbound;

/// <summary>
/// Reads how YARP guards the hosts that it forwards to, by the public types of Yarp.ReverseProxy 2.3 and without a dependency on it. Its forwarder calls by an
/// invoker that no factory of clients makes, so its calls would otherwise look like those of a raw client, which they are not.
/// </summary>
internal sealed class ReverseProxy(HostServices host, IServiceProvider services)
{
    private const int Capacity = 256;

    private static readonly TimeSpan UsualTimeout = TimeSpan.FromSeconds(100);
    private static readonly TimeSpan UsualReactivation = TimeSpan.FromSeconds(60);

    private ForwardedCalls? _forwarded;

    // A destination that is gone has been called all the same.
    private readonly ConcurrentDictionary<OutboundHost, OutboundClientEvidence> _known = new();
    private readonly ConcurrentDictionary<string, OutboundClientEvidence> _clusters = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>True where the host has clusters to forward to.</summary>
    public bool IsPresent => Find(ReverseProxyInstruments.Lookup) is not null;

    /// <summary>The cluster that an endpoint forwards to; null where it is none of the proxy's.</summary>
    public static string? ClusterOf(Endpoint endpoint) =>
        endpoint.Metadata.FirstOrDefault(static item => item.GetType().FullName == ReverseProxyInstruments.Route) is { } route ? Get(Get(route, "Config"), "ClusterId") as string ?? "" : null;

    /// <summary>Whether a call is one of the proxy's active health checks, which bear its name.</summary>
    public static bool IsProbe(HttpRequestMessage request) =>
        request.Headers.NonValidated.TryGetValues("User-Agent", out var agent) && agent.ToString().StartsWith(ReverseProxyInstruments.ProbeAgent, StringComparison.Ordinal);

    /// <summary>
    /// Whether a call is the one by which the proxy forwards a request: the first to the destination that its pipeline chose. Code that calls the same host
    /// within the request, before or beside it, makes a call more. Clients of the host's own may try again: there it is every call from the choice on.
    /// </summary>
    public bool Forwards(RequestScope scope, HttpContext context, OutboundHost called) =>
        (_forwarded ??= Feature() is { } feature ? new ForwardedCalls(feature, OwnClients() is not null) : null) is { } forwarded
        && forwarded.DestinationOf(context) is { } destination
        && (IsNameOf(context.Request, called.Name) || forwarded.Has(destination, called))
        && (scope.Forward(destination) || forwarded.MayRepeat);

    /// <summary>Whether a host is called by the name that the caller has for this one.</summary>
    public static bool IsNameOf(HttpRequest request, string name) =>
        request.Host.Value is { } host && host.StartsWith(name, StringComparison.OrdinalIgnoreCase) && (host.Length == name.Length || host[name.Length] == ':');

    /// <summary>How a cluster is guarded, as last read; null where it is not known.</summary>
    public OutboundClientEvidence? Cluster(string? id) => id is not null && _clusters.TryGetValue(id, out var cluster) ? cluster : null;

    /// <summary>The clusters' destinations; hosts are given as they are called.</summary>
    public IReadOnlyDictionary<OutboundHost, OutboundClientEvidence> Read()
    {
        if (Find(ReverseProxyInstruments.Lookup) is { } type && services.GetService(type) is { } lookup)
        {
            var fresh = new HashSet<OutboundHost>();
            foreach (var cluster in All(lookup.GetType().GetInterface(ReverseProxyInstruments.Lookup)?.GetMethod("GetClusters")?.Invoke(lookup, null)))
            {
                var settings = Of(cluster);
                if (_clusters.Count < Capacity || _clusters.ContainsKey(settings.Forwarding!.Cluster))
                {
                    _clusters[settings.Forwarding!.Cluster] = settings;
                }

                foreach (var destination in Destinations(cluster))
                {
                    if (_known.Count < Capacity || _known.ContainsKey(destination))
                    {
                        _known[destination] = fresh.Add(destination) ? settings : Worse(_known[destination], settings);
                    }
                }
            }
        }

        return _known;
    }

    /// <summary>True where the host forwards by code, to wherever the code says.</summary>
    public bool ForwardsByCode => _known.IsEmpty && Find(ReverseProxyInstruments.Forwarder) is not null;

    private Type? Find(string name) => host.All.FirstOrDefault(service => !service.IsKeyedService && service.ServiceType.FullName == name)?.ServiceType;

    private OutboundClientEvidence Of(object cluster)
    {
        var config = Get(Get(cluster, "Model"), "Config");
        var (health, id) = (Get(config, "HealthCheck"), Get(cluster, "ClusterId") as string ?? "");
        var timeout = Get(Get(config, "HttpRequest"), "ActivityTimeout") as TimeSpan?;
        var (breaker, obstacle) = Breaker(cluster, config, health);
        return new OutboundClientEvidence
        {
            Name = $"forwarder: {id}",
            TimeoutSetting = timeout is null ? TimeoutSetting.Default : timeout == Timeout.InfiniteTimeSpan ? TimeoutSetting.Infinite : TimeoutSetting.Explicit,
            Timeout = timeout == Timeout.InfiniteTimeSpan ? null : timeout ?? UsualTimeout,
            PipelineReadable = obstacle is null,
            Unreadable = obstacle,
            Breaker = breaker,
            Forwarding = new ForwardingEvidence(id, Get(Get(health, "Active"), "Enabled") is true, IsPanicking(health)),
        };
    }

    private static bool IsPanicking(object? health) => string.Equals(Get(health, "AvailableDestinationsPolicy") as string, ReverseProxyInstruments.PanicPolicy, StringComparison.OrdinalIgnoreCase);

    // Passive health checks are a breaker: a destination that fails too often gets no calls for a while.
    private (CircuitBreakerEvidence? Breaker, string? Obstacle) Breaker(object cluster, object? config, object? health)
    {
        var passive = Get(health, "Passive");
        var policy = Get(passive, "Policy") as string;
        if (Get(passive, "Enabled") is not true)
        {
            return (null, OwnClients() is { } factory
                ? $"The proxy's clients are made by {factory.Name}, whose handlers may guard them: enable passive health checks of the cluster, or attest the check." : null);
        }

        if (IsPanicking(health))
        {
            return (null, null);
        }

        if (policy is { Length: > 0 } && !policy.Equals(ReverseProxyInstruments.PassivePolicy, StringComparison.OrdinalIgnoreCase))
        {
            return (null, $"Its passive health policy {policy} decides by code of its own: use {ReverseProxyInstruments.PassivePolicy}, or attest the check.");
        }

        // The policy judges a destination at each call. One that was never judged is not looked at by the proxy's pipeline.
        if (!All(Get(Get(cluster, "Destinations"), "Values")).Any(static destination => Get(Get(destination, "Health"), "Passive") is { } judged && judged.ToString() != "Unknown"))
        {
            return (null, "Its passive health checks have not judged any destination: where MapReverseProxy(proxy => …) names its steps, add proxy.UsePassiveHealthChecks().");
        }

        var options = Options();
        var window = Get(options, "DetectionWindowSize") as TimeSpan? ?? TimeSpan.FromSeconds(60);
        var reactivation = Get(passive, "ReactivationPeriod") as TimeSpan? ?? UsualReactivation;
        var ratio = Get(config, "Metadata") is IReadOnlyDictionary<string, string> metadata && metadata.TryGetValue(ReverseProxyInstruments.PassiveLimit, out var text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var own)
            ? own : Get(options, "DefaultFailureRateLimit") as double? ?? 0.3;
        return (new CircuitBreakerEvidence(ratio, window, Get(options, "MinimalTotalCountThreshold") as int? ?? 10, reactivation > window ? reactivation : window), null);
    }

    // What makes the proxy's clients, where it is the host's own.
    private Type? OwnClients() =>
        Find(ReverseProxyInstruments.Clients) is { } type && services.GetService(type)?.GetType() is { } factory && factory.Assembly.GetName().Name != ReverseProxyInstruments.Assembly ? factory : null;

    private static OutboundClientEvidence Worse(OutboundClientEvidence one, OutboundClientEvidence other)
    {
        var timeout = one.TimeoutSetting is TimeoutSetting.Infinite || other.TimeoutSetting is TimeoutSetting.Explicit ? one : other;
        var guard = one.Breaker is null ? one : other;
        return guard with { TimeoutSetting = timeout.TimeoutSetting, Timeout = timeout.Timeout };
    }

    private static IEnumerable<OutboundHost> Destinations(object cluster) => All(Get(Get(cluster, "Destinations"), "Values")).SelectMany(static destination => Get(destination, "Model") is { } model ? Addresses(model) : []);

    /// <summary>The hosts that calls of a destination go to, by its model.</summary>
    public static IEnumerable<OutboundHost> Addresses(object model) =>
        from config in new[] { Get(model, "Config") }
        from address in new[] { Get(config, "Address"), Get(config, "Health") }
        where address is string { Length: > 0 } && Uri.TryCreate((string)address, UriKind.Absolute, out _)
        select Named(new Uri((string)address), Get(config, "Host") as string);

    // As the runtime's metrics name it: by the Host header where there is one.
    private static OutboundHost Named(Uri address, string? header) =>
        header is { Length: > 0 } ? OutboundHost.Of(address) with { Name = new UriBuilder($"http://{header}").Host } : OutboundHost.Of(address);

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The options are what the policy itself is constructed with.")]
    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = "As above.")]
    [UnconditionalSuppressMessage("Trimming", "IL2076", Justification = "As above.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "As above.")]
    private object? Options()
    {
        var type = Find(ReverseProxyInstruments.Lookup)?.Assembly.GetType(ReverseProxyInstruments.PassiveOptions);
        return type is not null && services.GetService(typeof(IOptions<>).MakeGenericType(type)) is IOptions<object> holder ? holder.Value : null;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The proxy's own pipeline uses the feature; where it is gone, no call is taken for the proxy's.")]
    private Type? Feature() => Find(ReverseProxyInstruments.Lookup)?.Assembly.GetType(ReverseProxyInstruments.Feature);

    private static IEnumerable<object> All(object? list) => (list as System.Collections.IEnumerable)?.OfType<object>() ?? [];

    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "The public properties are those that YARP itself reads; one that is missing reads as not set.")]
    private static object? Get(object? of, string property) => of?.GetType().GetProperty(property)?.GetValue(of);
}
