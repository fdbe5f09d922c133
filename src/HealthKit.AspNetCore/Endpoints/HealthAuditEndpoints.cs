using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.RateLimiting;

namespace HealthKit.Endpoints;

/// <summary>The endpoints that MapHealthAudit mapped; a convention applies to each.</summary>
internal sealed class HealthAuditEndpoints(IReadOnlyList<IEndpointConventionBuilder> endpoints) : IEndpointConventionBuilder
{
    public void Add(Action<EndpointBuilder> convention)
    {
        foreach (var endpoint in endpoints)
        {
            endpoint.Add(convention);
        }
    }

    public void Finally(Action<EndpointBuilder> finallyConvention)
    {
        foreach (var endpoint in endpoints)
        {
            endpoint.Finally(finallyConvention);
        }
    }

    /// <summary>Probes carry no credentials, so a host's fallback policy must not lock them out; what the host asks of these endpoints itself stands.</summary>
    public static void OpenUnlessAsked(EndpointBuilder endpoint)
    {
        if (!endpoint.Metadata.Any(static item => item is IAuthorizeData or AuthorizationPolicy or IAuthorizationRequirementData))
        {
            endpoint.Metadata.Add(new AllowAnonymousAttribute());
        }

        if (!endpoint.Metadata.Any(static item => item is EnableRateLimitingAttribute))
        {
            endpoint.Metadata.Add(new DisableRateLimitingAttribute());
        }
    }
}
