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

    /// <summary>
    /// Probes carry no credentials and must not be limited: neither a host's fallback policy nor what it asks of all endpoints of HealthKit at once may lock
    /// them out, or the orchestrator restarts the service. What it asks of the audit stands.
    /// </summary>
    public static void OpenUnlessAsked(EndpointBuilder endpoint)
    {
        if (endpoint.Metadata.OfType<OwnEndpoint>().Any(static own => own.Kind is OwnEndpointKind.Live or OwnEndpointKind.Ready))
        {
            endpoint.Metadata.Add(new AllowAnonymousAttribute());
            endpoint.Metadata.Add(new DisableRateLimitingAttribute());
            return;
        }

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
