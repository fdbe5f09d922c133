using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.Options;

namespace HealthKit.Requests;

/// <summary>Names the action of each request in a host whose MVC runs without endpoint routing; hosts with an endpoint table never get it.</summary>
/// <remarks>It is an authorization filter because those run first, so that refused requests are attributed too. It authorizes nothing.</remarks>
internal sealed class ActionAttribution : IAuthorizationFilter, IOrderedFilter, IPostConfigureOptions<MvcOptions>
{
    private readonly ConditionalWeakTable<ActionDescriptor, EndpointRoute> _known = [];

    public int Order => int.MinValue;

    // The first action stands: an error handler may run another one on the same request.
    public void OnAuthorization(AuthorizationFilterContext context)
    {
        if (context.HttpContext.Features.Get<EndpointRoute>() is null)
        {
            context.HttpContext.Features.Set(_known.GetValue(context.ActionDescriptor, static action => new EndpointRoute(NameOf(action), "action")));
        }
    }

    public void PostConfigure(string? name, MvcOptions options)
    {
        if (!options.EnableEndpointRouting)
        {
            options.Filters.Add(this);
        }
    }

    private static string NameOf(ActionDescriptor action) => action switch
    {
        { AttributeRouteInfo.Template: { } template } => RouteTemplates.Rooted(template),
        ControllerActionDescriptor { ControllerName: var controller, ActionName: var name } => $"{controller}.{name}",
        _ => action.DisplayName ?? "(unnamed action)",
    };
}
