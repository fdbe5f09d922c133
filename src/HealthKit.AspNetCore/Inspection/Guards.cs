using System.Reflection;
using HealthKit.Evidence;
using HealthKit.Pipeline;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Authorization;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.SignalR;

namespace HealthKit.Inspection;

/// <summary>The parts before an endpoint that may refuse a caller and cannot be read: the host's own middleware, filters, hub methods.</summary>
internal static class Guards
{
    /// <summary>The first such part, in words; null where only the framework stands before the endpoint.</summary>
    public static string? Of(Endpoint endpoint, EndpointKind kind, HandlerParts parts, PipelineShape pipeline) =>
        parts.HostFilters.Count > 0 ? $"{Worded(parts.HostFilters[0])} may refuse callers"
        : Filter(endpoint) is { } filter ? $"the filter {filter} may refuse callers"
        : kind is EndpointKind.Grpc ? "interceptors and the method itself may refuse callers"
        : kind is EndpointKind.Hub && HubMethods(endpoint) ? "methods of the hub ask for authorization themselves"
        : pipeline.BeforeEndpoints.FirstOrDefault(static step => step.IsHost) is { } middleware ? $"the middleware {middleware.Name} may refuse callers"
        : null;

    /// <summary>Filters of MVC that ask a policy.</summary>
    public static IEnumerable<AuthorizeFilter> PolicyFilters(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<ActionDescriptor>()?.FilterDescriptors.Select(static descriptor => descriptor.Filter).OfType<AuthorizeFilter>() ?? [];

    /// <summary>True where a filter of MVC declares the action public.</summary>
    public static bool AllowsAnonymous(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<ActionDescriptor>()?.FilterDescriptors.Any(static descriptor => descriptor.Filter is IAllowAnonymousFilter) == true;

    private static string Worded(string filter) => filter.StartsWith("an ", StringComparison.Ordinal) ? filter : $"the endpoint filter {filter}";

    private static string? Filter(Endpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<ActionDescriptor>() is not { } action)
        {
            return null;
        }

        var own = action.FilterDescriptors.Select(static descriptor => FilterType(descriptor.Filter)).FirstOrDefault(static type => type is not null && PipelineStep.IsOfHost(type) && MayRefuse(type));
        return own?.Name ?? (action is ControllerActionDescriptor { ControllerTypeInfo: var controller } && OverridesFilter(controller) ? controller.Name : null);
    }

    private static Type? FilterType(IFilterMetadata filter) => filter switch
    {
        TypeFilterAttribute typed => typed.ImplementationType,
        ServiceFilterAttribute service => service.ServiceType,
        _ => filter.GetType(),
    };

    private static bool MayRefuse(Type type) =>
        typeof(IAuthorizationFilter).IsAssignableFrom(type)
        || typeof(IAsyncAuthorizationFilter).IsAssignableFrom(type)
        || typeof(IResourceFilter).IsAssignableFrom(type)
        || typeof(IAsyncResourceFilter).IsAssignableFrom(type)
        || typeof(IActionFilter).IsAssignableFrom(type)
        || typeof(IAsyncActionFilter).IsAssignableFrom(type)
        || typeof(IPageFilter).IsAssignableFrom(type)
        || typeof(IAsyncPageFilter).IsAssignableFrom(type)
        || typeof(IFilterFactory).IsAssignableFrom(type);

    // Controller is itself a filter; one that overrides its hooks may do anything there.
    private static bool OverridesFilter(TypeInfo controller) =>
        typeof(Controller).IsAssignableFrom(controller)
        && (controller.AsType().GetInterfaceMap(typeof(IActionFilter)).TargetMethods.Concat(controller.AsType().GetInterfaceMap(typeof(IAsyncActionFilter)).TargetMethods))
            .Any(static method => method.DeclaringType is { } type && PipelineStep.IsOfHost(type));

    private static bool HubMethods(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<HubMetadata>()?.HubType is { } hub
        && hub.GetMethods(BindingFlags.Public | BindingFlags.Instance).Any(static method => method.GetCustomAttributes(inherit: true).Any(static attribute => attribute is IAuthorizeData));
}
