using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using HealthKit.Endpoints;
using HealthKit.Evidence;
using HealthKit.Outbound;
using HealthKit.Sources;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace HealthKit.Requests;

/// <summary>Endpoints by reference, each looked at once. Weak, so that endpoints a host rebuilds are let go.</summary>
internal sealed class EndpointRoutes(IOptions<HealthAuditOptions> options)
{
    private readonly ConditionalWeakTable<Endpoint, EndpointRoute> _known = [];
    private readonly HealthAuditOptions _options = options.Value;
    private readonly string _metricsPath = options.Value.MetricsPath;

    // By kind: the table holds other objects than those that requests are matched to.
    private readonly ProbeAnswers[] _answers = [.. Enum.GetValues<OwnEndpointKind>().Select(static _ => new ProbeAnswers())];

    /// <summary>How calls of HealthKit's own endpoint were answered.</summary>
    public ProbeAnswers Answers(OwnEndpointKind kind) => _answers[(int)kind];

    /// <summary>How calls of the host's own liveness were answered.</summary>
    public ProbeAnswers HostLive { get; } = new();

    /// <summary>The route of requests that matched nothing and were answered by something.</summary>
    public EndpointRoute Unmatched { get; } = new(RouteTable.Unmatched, "none");

    /// <summary>The route of requests that matched nothing and were told so: neither reads nor writes.</summary>
    public EndpointRoute NotFound { get; } = new(RouteTable.Unmatched, "none") { Kind = RouteKind.Other };

    public EndpointRoute Of(Endpoint endpoint) =>
        _known.TryGetValue(endpoint, out var known) ? known : _known.GetValue(endpoint, Look);

    private EndpointRoute Look(Endpoint endpoint)
    {
        if (RouteTemplates.Of(endpoint) is not { } template)
        {
            return NotFound;
        }

        var grpc = endpoint.Metadata.FirstOrDefault(static item => item.GetType().FullName == AspNetCoreInstruments.GrpcMethodMetadata);
        var own = endpoint.Metadata.GetMetadata<OwnEndpoint>();
        return new EndpointRoute(template, "endpoint")
        {
            Answers = own is not null ? Answers(own.Kind) : ProbePaths.IsLive(template, _options) ? HostLive : null,
            IsExcluded = own is not null || string.Equals(template, _metricsPath, StringComparison.OrdinalIgnoreCase),
            Cluster = ReverseProxy.ClusterOf(endpoint),
            IsGrpc = grpc is not null,
            Kind = KindOf(endpoint, grpc),
        };
    }

    private static RouteKind? KindOf(Endpoint endpoint, object? grpc)
    {
        var metadata = endpoint.Metadata;
        if (metadata.GetMetadata<HubMetadata>() is not null || metadata.GetMetadata<NegotiateMetadata>() is not null || (grpc is not null && Streams(grpc)))
        {
            return RouteKind.Stream;
        }

        return metadata.GetMetadata<ReadOperationAttribute>() is not null ? RouteKind.Read : grpc is not null ? RouteKind.Write : null;
    }

    // Grpc.AspNetCore is no dependency, so the method's type is read by name. Where trimming took the property away, a stream counts as a call.
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "Without the property the method counts as unary.")]
    private static bool Streams(object grpc)
    {
        var method = grpc.GetType().GetProperty("Method")?.GetValue(grpc);
        var type = method?.GetType().GetInterface("Grpc.Core.IMethod")?.GetProperty("Type")?.GetValue(method)?.ToString();
        return type is not null and not AspNetCoreInstruments.GrpcUnary;
    }
}
