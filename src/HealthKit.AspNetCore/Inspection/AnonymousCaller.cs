using System.Net;
using System.Security.Claims;
using HealthKit.Pipeline;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Inspection;

/// <summary>Asks a policy whether it admits a caller without credentials, as the authorization middleware would ask it. No middleware and no handler of an endpoint runs.</summary>
internal sealed class AnonymousCaller(IServiceProvider services, PipelineShape pipeline, TimeProvider time)
{
    private static readonly TimeSpan LongestPolicy = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestTotal = TimeSpan.FromSeconds(20);
    private readonly long _start = time.GetTimestamp();

    /// <summary>True when admitted, false when refused, null when the policy could not be asked.</summary>
    public async Task<bool?> IsAdmittedAsync(AuthorizationPolicy policy, Endpoint endpoint, string template, CancellationToken cancellationToken)
    {
        return services.GetService<IPolicyEvaluator>() is { } evaluator
            ? await GuardedAsync(() => AskAsync(evaluator, policy, endpoint, template), cancellationToken).ConfigureAwait(false)
            : null;
    }

    /// <summary>True where the default scheme gives an identity to a caller without credentials, so that an identity says nothing.</summary>
    public async Task<bool> HasIdentityAsync(CancellationToken cancellationToken) =>
        await GuardedAsync(async () => (await AuthenticatedAsync(Request(endpoint: null, "/")).ConfigureAwait(false))?.Identities.Any(static identity => identity.IsAuthenticated), cancellationToken).ConfigureAwait(false) == true;

    private async Task<bool?> GuardedAsync(Func<Task<bool?>> ask, CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(_start) > LongestTotal)
        {
            return null;
        }

        try
        {
            // On a thread of its own: a handler of the host's may block.
            return await Task.Run(ask, cancellationToken).WaitAsync(LongestPolicy, time, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Handlers of the host's own may throw anything; what they would decide is then unknown.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    private async Task<bool?> AskAsync(IPolicyEvaluator evaluator, AuthorizationPolicy policy, Endpoint endpoint, string template)
    {
        var context = Request(endpoint, template);
        // A scheme that authenticates everybody makes nobody anonymous.
        if (await AuthenticatedAsync(context).ConfigureAwait(false) is { } principal)
        {
            context.User = principal;
        }

        var authenticated = await evaluator.AuthenticateAsync(policy, context).ConfigureAwait(false);
        var authorized = await evaluator.AuthorizeAsync(policy, authenticated, context, context).ConfigureAwait(false);
        return authorized.Succeeded;
    }

    private DefaultHttpContext Request(Endpoint? endpoint, string template)
    {
        var context = new DefaultHttpContext { RequestServices = services, User = new ClaimsPrincipal(new ClaimsIdentity()) };
        context.Request.Method = endpoint is not null && EndpointNames.Methods(endpoint) is [var method, ..] ? method : HttpMethods.Get;
        context.Request.Scheme = "https";
        context.Request.Host = new HostString("healthkit.invalid");
        context.Request.Path = StubPaths.Of(template);
        context.Connection.RemoteIpAddress = new IPAddress([192, 0, 2, 1]);
        context.SetEndpoint(endpoint);

        // Handlers of the host's own often ask for the request here; it is set for this flow alone.
        if (services.GetService<IHttpContextAccessor>() is { } accessor)
        {
            accessor.HttpContext = context;
        }

        return context;
    }

    private async Task<ClaimsPrincipal?> AuthenticatedAsync(HttpContext context) =>
        pipeline.Find(PipelineInstruments.Authentication) is not null
        && services.GetService<IAuthenticationSchemeProvider>() is { } schemes
        && await schemes.GetDefaultAuthenticateSchemeAsync().ConfigureAwait(false) is { } scheme
            ? (await context.AuthenticateAsync(scheme.Name).ConfigureAwait(false)).Principal
            : null;
}
