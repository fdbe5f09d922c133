using System.Security.Claims;
using HealthKit.Pipeline;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Inspection;

/// <summary>
/// Decides whether a policy admits a caller without credentials, as the authorization middleware would decide it. The framework's own requirements are
/// decided without calling anybody; the host's handlers are asked where only they know, and no more than once for each question.
/// </summary>
internal sealed class AnonymousCaller(IServiceProvider services, PipelineShape pipeline, AuthorizationParts parts, HostAnswers answers, bool mayAskHost, TimeProvider time)
{
    private static readonly TimeSpan LongestPolicy = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestTotal = TimeSpan.FromSeconds(20);
    private static readonly Caller Nobody = new((ClaimsPrincipal?)null);
    private static readonly AuthorizationPolicy AnyIdentity = new([new DenyAnonymousAuthorizationRequirement()], []);
    private static readonly Endpoint NoEndpoint = new(requestDelegate: null, EndpointMetadataCollection.Empty, displayName: null);
    private readonly long _start = time.GetTimestamp();

    public string WhyUnknown => mayAskHost ? "could not be evaluated" : "is decided by code of the host's own, which AskHostCode leaves alone";

    /// <summary>True when admitted, false when refused, null when that could not be found out.</summary>
    public async Task<bool?> IsAdmittedAsync(AuthorizationPolicy policy, Endpoint endpoint, string template, CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(_start) > LongestTotal || services.GetService<IPolicyEvaluator>() is null)
        {
            return null;
        }

        var decides = parts.FrameworkDecides(policy);
        if (!decides && !mayAskHost)
        {
            return null;
        }

        // The host's own evaluator authenticates in its own way.
        var caller = parts.EvaluatorIsOfFramework ? await CallerAsync(policy, endpoint, template, cancellationToken).ConfigureAwait(false) : Nobody;
        if (caller is null)
        {
            return null;
        }

        return decides
            ? await AuthorizationParts.AdmitsAsync(policy, caller.ForRequest()).ConfigureAwait(false)
            : (await answers.Verdicts.OfAsync(new PolicyQuestion(policy, caller), endpoint, () => AskAsync(context => AuthorizeAsync(policy, caller, context), endpoint, template, cancellationToken)).ConfigureAwait(false))?.Admitted;
    }

    /// <summary>True where the default scheme gives an identity to a caller without credentials, so that an identity says nothing.</summary>
    public async Task<bool> HasIdentityAsync(CancellationToken cancellationToken) =>
        (await CallerAsync(AnyIdentity, NoEndpoint, "/", cancellationToken).ConfigureAwait(false))?.Principal?.Identities.Any(static identity => identity.IsAuthenticated) == true;

    // Null where a scheme is not to be called, or did not answer.
    private async Task<Caller?> CallerAsync(AuthorizationPolicy policy, Endpoint endpoint, string template, CancellationToken cancellationToken)
    {
        var schemes = services.GetService<IAuthenticationSchemeProvider>();
        if (schemes is null || (policy.AuthenticationSchemes.Count == 0 && (pipeline.Find(PipelineInstruments.Authentication) is null || await schemes.GetDefaultAuthenticateSchemeAsync().ConfigureAwait(false) is null)))
        {
            return Nobody;
        }

        if (!mayAskHost && !(parts.AuthenticationIsOfFramework && (await schemes.GetAllSchemesAsync().ConfigureAwait(false)).All(static scheme => AuthorizationParts.IsOfFramework(scheme.HandlerType))))
        {
            return null;
        }

        return await answers.Callers.OfAsync(string.Join('\n', policy.AuthenticationSchemes), endpoint, () => AskAsync(context => AuthenticateAsync(policy, context), endpoint, template, cancellationToken)).ConfigureAwait(false);
    }

    // A scheme that authenticates everybody makes nobody anonymous.
    private async Task<Caller?> AuthenticateAsync(AuthorizationPolicy policy, HttpContext context)
    {
        await AsMiddlewareAsync(context).ConfigureAwait(false);
        if (context.RequestServices.GetService<IPolicyEvaluator>() is { } evaluator)
        {
            await evaluator.AuthenticateAsync(policy, context).ConfigureAwait(false);
        }

        return context.User.Claims.Any() || context.User.Identities.Any(static identity => identity.IsAuthenticated) ? new Caller(context.User) : Nobody;
    }

    private async Task<HostAnswers.Verdict?> AuthorizeAsync(AuthorizationPolicy policy, Caller caller, HttpContext context)
    {
        var evaluator = context.RequestServices.GetRequiredService<IPolicyEvaluator>();
        AuthenticateResult authenticated;
        if (parts.EvaluatorIsOfFramework)
        {
            context.User = caller.ForRequest();
            authenticated = caller.Principal is null ? AuthenticateResult.NoResult() : AuthenticateResult.Success(new AuthenticationTicket(context.User, "context.User"));
        }
        else
        {
            await AsMiddlewareAsync(context).ConfigureAwait(false);
            authenticated = await evaluator.AuthenticateAsync(policy, context).ConfigureAwait(false);
        }

        var authorized = await evaluator.AuthorizeAsync(policy, authenticated, context, context).ConfigureAwait(false);
        return new HostAnswers.Verdict(authorized.Succeeded);
    }

    private async Task AsMiddlewareAsync(HttpContext context)
    {
        if (pipeline.Find(PipelineInstruments.Authentication) is not null
            && context.RequestServices.GetService<IAuthenticationSchemeProvider>() is { } schemes
            && await schemes.GetDefaultAuthenticateSchemeAsync().ConfigureAwait(false) is { } scheme
            && await context.AuthenticateAsync(scheme.Name).ConfigureAwait(false) is { Principal: { } principal })
        {
            context.User = principal;
        }
    }

    // On a thread of its own, since a handler of the host's may block, and in a scope of its own, since handlers keep the call that they were made for.
    private async Task<(TAnswer? Answer, bool LookedAtEndpoint)> AskAsync<TAnswer>(Func<HttpContext, Task<TAnswer?>> ask, Endpoint endpoint, string template, CancellationToken cancellationToken)
        where TAnswer : class
    {
        StubCall? call = null;
        try
        {
            var answer = await Task.Run(AskedAsync, cancellationToken).WaitAsync(LongestPolicy, time, cancellationToken).ConfigureAwait(false);
            return (answer, call is { WasLookedAt: true });
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Handlers of the host's own may throw anything; what they would decide is then unknown.
        catch (Exception)
#pragma warning restore CA1031
        {
            return (null, call is { WasLookedAt: true });
        }

        async Task<TAnswer?> AskedAsync()
        {
            var scope = services.CreateAsyncScope();
            await using (scope.ConfigureAwait(false))
            {
                call = new StubCall(scope.ServiceProvider, endpoint, template);
                // Handlers of the host's own often ask for the request here; it is set for this flow alone.
                if (scope.ServiceProvider.GetService<IHttpContextAccessor>() is { } accessor)
                {
                    accessor.HttpContext = call.Context;
                }

                return await ask(call.Context).ConfigureAwait(false);
            }
        }
    }
}
