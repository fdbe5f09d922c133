using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Inspection;

/// <summary>Tells from what the host registered whether code of its own has a say in authentication and authorization. Nothing is created and nothing is called.</summary>
internal sealed class AuthorizationParts(IServiceCollection services)
{
    private static readonly Type[] Deciders = [typeof(IPolicyEvaluator), typeof(IAuthorizationService), typeof(IAuthorizationEvaluator), typeof(IAuthorizationHandlerProvider), typeof(IAuthorizationHandlerContextFactory)];
    private static readonly Type[] Plain = [typeof(DenyAnonymousAuthorizationRequirement), typeof(ClaimsAuthorizationRequirement), typeof(RolesAuthorizationRequirement), typeof(NameAuthorizationRequirement)];

    private readonly bool _frameworkDecides = Deciders.All(decider => IsOfFramework(Implementation(services, decider)));
    private readonly Type?[] _handlers = [.. services.Where(static descriptor => !descriptor.IsKeyedService && descriptor.ServiceType == typeof(IAuthorizationHandler)).Select(ImplementationOf)];

    public bool EvaluatorIsOfFramework { get; } = IsOfFramework(Implementation(services, typeof(IPolicyEvaluator)));

    public bool PoliciesAreOfFramework { get; } = IsOfFramework(Implementation(services, typeof(IAuthorizationPolicyProvider)));

    public bool AuthenticationIsOfFramework { get; } = IsOfFramework(Implementation(services, typeof(IAuthenticationService)));

    /// <summary>Whether the requirement is one of those whose rule the framework itself contains.</summary>
    public static bool IsPlain(IAuthorizationRequirement requirement) => Plain.Contains(requirement.GetType());

    public static bool IsOfFramework(Type? type) => type?.Assembly.GetName().Name?.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal) == true;

    /// <summary>True where nothing but the framework's own rules can meet the requirements of a policy.</summary>
    public bool FrameworkDecides(AuthorizationPolicy policy) =>
        _frameworkDecides && policy.Requirements.All(IsPlain) && Array.TrueForAll(_handlers, handler => handler is not null && IsDeaf(handler, policy));

    /// <summary>What the framework's own rules say of a caller.</summary>
    public static async Task<bool> AdmitsAsync(AuthorizationPolicy policy, System.Security.Claims.ClaimsPrincipal caller)
    {
        var context = new AuthorizationHandlerContext(policy.Requirements, caller, resource: null);
        foreach (var rule in policy.Requirements.OfType<IAuthorizationHandler>())
        {
            await rule.HandleAsync(context).ConfigureAwait(false);
        }

        return context.HasSucceeded;
    }

    // A handler for one kind of requirement is not called for others, unless it overrides what chooses them. Any other handler may meet whatever it likes.
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A handler that is registered keeps its interface; without it, it counts as one that hears everything.")]
    private static bool IsDeaf(Type handler, AuthorizationPolicy policy)
    {
        if (handler == typeof(PassThroughAuthorizationHandler))
        {
            return true;
        }

        for (var at = handler; at is not null; at = at.BaseType)
        {
            if (at.IsGenericType && at.GetGenericTypeDefinition() is { } open && (open == typeof(AuthorizationHandler<>) || open == typeof(AuthorizationHandler<,>)))
            {
                var heard = at.GenericTypeArguments[0];
                return handler.GetInterfaceMap(typeof(IAuthorizationHandler)).TargetMethods is [{ DeclaringType: { } chooser }] && chooser == at
                    && !policy.Requirements.Any(heard.IsInstanceOfType);
            }
        }

        return false;
    }

    private static Type? Implementation(IServiceCollection services, Type service) =>
        services.LastOrDefault(descriptor => !descriptor.IsKeyedService && descriptor.ServiceType == service) is { } last ? ImplementationOf(last) : null;

    // Null for what a factory makes.
    private static Type? ImplementationOf(ServiceDescriptor descriptor) => descriptor.ImplementationType ?? descriptor.ImplementationInstance?.GetType();
}
