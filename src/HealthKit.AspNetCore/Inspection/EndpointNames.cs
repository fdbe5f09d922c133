using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HealthKit.Inspection;

/// <summary>What an endpoint is called by.</summary>
internal static class EndpointNames
{
    /// <summary>The methods it answers, empty for all.</summary>
    public static IReadOnlyList<string> Methods(Endpoint endpoint) => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [];
}
