using System.Reflection;
using HealthKit.Evidence;
using HealthKit.Outbound;
using HealthKit.Pipeline;
using HealthKit.Requests;
using HealthKit.Sources;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.StaticAssets;

namespace HealthKit.Inspection;

/// <summary>Tells what stands behind an endpoint.</summary>
internal static class EndpointKinds
{
    private static readonly string[] HealthPaths = ["/health", "/healthz", "/hc"];

    /// <summary>True for entries of the table that no request of the application ever ends at.</summary>
    public static bool IsInert(Endpoint endpoint) =>
        (endpoint.Metadata.GetMetadata<ISuppressMatchingMetadata>() is { SuppressMatching: true } && endpoint is RouteEndpoint)
        || endpoint.Metadata.GetMetadata<IDynamicEndpointMetadata>() is { IsDynamic: true }
        || endpoint.DisplayName?.StartsWith(PipelineInstruments.GrpcUnimplemented, StringComparison.Ordinal) == true
        || (endpoint.DisplayName?.StartsWith(PipelineInstruments.ShortCircuitName, StringComparison.Ordinal) == true && endpoint is RouteEndpoint { Order: int.MaxValue });

    public static EndpointKind Of(Endpoint endpoint, string template, HandlerParts parts, HealthAuditOptions options)
    {
        var metadata = endpoint.Metadata;
        return metadata switch
        {
            _ when endpoint.DisplayName == AspNetCoreInstruments.HealthChecks || (IsHealthPath(template, options) && MayBeProbe(endpoint)) => EndpointKind.Health,
            _ when metadata.GetMetadata<StaticAssetDescriptor>() is not null || ServesFiles(endpoint, parts) || IsOfFramework(template) => EndpointKind.StaticAsset,
            _ when Has(metadata, AspNetCoreInstruments.GrpcMethodMetadata) => EndpointKind.Grpc,
            _ when metadata.GetMetadata<HubMetadata>() is not null || metadata.GetMetadata<NegotiateMetadata>() is not null => EndpointKind.Hub,
            _ when Has(metadata, ReverseProxyInstruments.Route) => EndpointKind.Proxy,
            _ when endpoint is RouteEndpoint { Order: int.MaxValue, RoutePattern.Parameters: var parameters } && parameters.Any(static parameter => parameter.IsCatchAll) => EndpointKind.Fallback,
            _ => EndpointKind.Http,
        };
    }

    // Files, and the framework's own documents: what a build put there, the same for every caller.
    private static bool ServesFiles(Endpoint endpoint, HandlerParts parts) =>
        (!parts.HasHostMiddleware && PipelineInstruments.Harmless.Any(parts.Middleware.Contains))
        || (endpoint.Metadata.GetMetadata<MethodInfo>()?.DeclaringType?.Assembly.GetName().Name is "Microsoft.AspNetCore.OpenApi" or "Scalar.AspNetCore");

    private static bool IsOfFramework(string template) =>
        template.StartsWith("/_framework/", StringComparison.Ordinal)
        || template.StartsWith("/_blazor", StringComparison.Ordinal)
        || template.StartsWith("/_content/", StringComparison.Ordinal);

    private static bool IsHealthPath(string template, HealthAuditOptions options) =>
        ProbePaths.IsLive(template, options) || ProbePaths.IsReady(template, options) || HealthPaths.Contains(template, StringComparer.OrdinalIgnoreCase);

    // A page about what is live, a list of it or a form to send is none, whatever its path.
    private static bool MayBeProbe(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<PageActionDescriptor>() is null
        && (EndpointNames.Methods(endpoint) is var methods && (methods.Count == 0 || methods.Contains("GET", StringComparer.OrdinalIgnoreCase) || methods.Contains("HEAD", StringComparer.OrdinalIgnoreCase)))
        && ResultInspector.ReturnsCollection(endpoint) != true;

    private static bool Has(EndpointMetadataCollection metadata, string type)
    {
        foreach (var item in metadata)
        {
            if (item.GetType().FullName == type)
            {
                return true;
            }
        }

        return false;
    }
}
