using HealthKit.Evidence;
using HealthKit.Pipeline;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HealthKit.Inspection;

/// <summary>Decides what the effective policy of an endpoint does with an anonymous caller, in the order in which the framework decides it.</summary>
internal sealed class AccessInspector(IServiceProvider services, PipelineShape pipeline, AnonymousCaller caller, IAuthorizationPolicyProvider? policies)
{
    private readonly bool _unhandledIsServed = services.GetService<IOptions<RouteOptions>>()?.Value.SuppressCheckForUnhandledSecurityMetadata == true;

    public async Task<(EndpointProtection Protection, string Reason)> OfAsync(Endpoint endpoint, string template, EndpointKind kind, HandlerParts parts, string? publicArea, CancellationToken cancellationToken)
    {
        var metadata = endpoint.Metadata;
        if (metadata.GetMetadata<IAllowAnonymous>() is not null || Guards.AllowsAnonymous(endpoint))
        {
            return (EndpointProtection.DeclaredPublic, "AllowAnonymous");
        }

        var place = pipeline.Authorization;
        var asks = metadata.GetMetadata<IAuthorizeData>() is not null;
        if ((place is AuthorizationPlace.Absent or AuthorizationPlace.BeforeRouting) && asks && !_unhandledIsServed)
        {
            return (EndpointProtection.Protected, $"asks for authorization, and {(place is AuthorizationPlace.Absent ? "UseAuthorization() is missing" : "UseAuthorization() stands before UseRouting()")}: every call fails");
        }

        var (admitted, reason) = place switch
        {
            AuthorizationPlace.AfterRouting => await MiddlewareAsync(endpoint, endpoint, template, cancellationToken).ConfigureAwait(false),
            AuthorizationPlace.Absent => (true, "UseAuthorization() is missing"),
            // No endpoint is known there, so that the middleware asks the fallback policy alone.
            AuthorizationPlace.BeforeRouting => await MiddlewareAsync(endpoint, asked: null, template, cancellationToken).ConfigureAwait(false),
            _ => (null, pipeline.Unreadable ?? "the pipeline cannot be read"),
        };
        if (admitted != false)
        {
            foreach (var filter in Guards.PolicyFilters(endpoint))
            {
                var policy = filter.Policy ?? (filter.AuthorizeData is { } data && ProviderOf(filter) is { } provider ? await AuthorizationPolicy.CombineAsync(provider, data).ConfigureAwait(false) : null);
                var passed = policy is null ? null : await caller.IsAdmittedAsync(policy, endpoint, template, cancellationToken).ConfigureAwait(false);
                if (passed == false)
                {
                    return (EndpointProtection.Protected, "a filter that asks for authorization");
                }

                (admitted, reason) = passed is null ? (null, $"the policy of a filter {caller.WhyUnknown}") : (admitted, reason);
            }
        }

        return admitted == false ? (EndpointProtection.Protected, reason)
            : publicArea is not null ? (EndpointProtection.DeclaredPublic, $"the public area {publicArea}")
            : admitted is null ? (EndpointProtection.Opaque, reason)
            : Guards.Of(endpoint, kind, parts, pipeline) is { } guard ? (EndpointProtection.Opaque, guard)
            : (EndpointProtection.Open, reason);
    }

    // A filter usually has the registered provider, which is asked once for each policy.
    private IAuthorizationPolicyProvider? ProviderOf(AuthorizeFilter filter) =>
        filter.PolicyProvider is { } own && own.GetType() != services.GetService<IAuthorizationPolicyProvider>()?.GetType() ? own : policies;

    private async Task<(bool? Admitted, string Reason)> MiddlewareAsync(Endpoint endpoint, Endpoint? asked, string template, CancellationToken cancellationToken)
    {
        if (policies is null)
        {
            return (null, "no policy provider is registered, or it is not to be asked");
        }

        AuthorizationPolicy? policy;
        try
        {
            policy = asked is null ? await policies.GetFallbackPolicyAsync().ConfigureAwait(false) : await PolicyAsync(policies, asked).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A policy that is not registered, or a provider that fails: calls fail too, but that is not ours to say.
        catch (Exception)
#pragma warning restore CA1031
        {
            return (null, "its policy could not be read");
        }

        return policy is null
            ? (true, "no policy")
            : await caller.IsAdmittedAsync(policy, endpoint, template, cancellationToken).ConfigureAwait(false) switch
            {
                true => (true, "its policy admits everybody"),
                false => (false, "its policy refuses anonymous callers"),
                null => (null, $"its policy {caller.WhyUnknown}"),
            };
    }

    // As AuthorizationMiddleware combines it. The combination of data and policies falls back to the fallback policy; requirement data does not count as data there.
    private static async Task<AuthorizationPolicy?> PolicyAsync(IAuthorizationPolicyProvider provider, Endpoint endpoint)
    {
        // Short-circuited endpoints run inside routing, before the middleware.
        if (endpoint.Metadata.Any(static item => item.GetType().FullName == PipelineInstruments.ShortCircuit))
        {
            return null;
        }

        var policy = await AuthorizationPolicy.CombineAsync(
            provider,
            endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>(),
            endpoint.Metadata.GetOrderedMetadata<AuthorizationPolicy>()).ConfigureAwait(false);
        var requirements = endpoint.Metadata.GetOrderedMetadata<IAuthorizationRequirementData>().SelectMany(static data => data.GetRequirements()).ToArray();
        if (requirements.Length == 0)
        {
            return policy;
        }

        var added = new AuthorizationPolicyBuilder().AddRequirements(requirements).Build();
        return policy is null ? added : AuthorizationPolicy.Combine(policy, added);
    }
}
