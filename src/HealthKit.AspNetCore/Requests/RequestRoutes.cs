using System.Runtime.CompilerServices;
using HealthKit.Evidence;
using HealthKit.Sources;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace HealthKit.Requests;

/// <summary>Attributes a completed request to a route: by endpoint, else by action or route, else by path, and says which.</summary>
internal sealed class RequestRoutes(EndpointRoutes endpoints, EndpointInventory inventory, CodeWords words, IOptions<HealthAuditOptions> options)
{
    private readonly PathTemplates _paths = new(words);
    private readonly ConditionalWeakTable<RouteBase, EndpointRoute> _routers = [];
    private readonly string _metricsPath = options.Value.MetricsPath;

    public EndpointRoute Of(HttpContext context, int status)
    {
        var endpoint = context.GetEndpoint();
        if (status >= StatusCodes.Status400BadRequest || endpoint is null)
        {
            endpoint = BeforeErrorHandling(context, endpoint);
        }

        return endpoint is not null ? endpoints.Of(endpoint) : WithoutEndpoint(context, status);
    }

    /// <summary>An answer whose duration is not a latency: a connection handed over, or server-sent events.</summary>
    public static bool IsStream(HttpContext context, int status, int method) => IsStream(context, status, method, context.Response.ContentType);

    /// <summary>The same, with the content type of the answer at hand.</summary>
    public static bool IsStream(HttpContext context, int status, int method, string? type) =>
        status == StatusCodes.Status101SwitchingProtocols
        || (method == RequestMethods.Connect && context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true })
        || (type is not null && type.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase));

    // Error handlers clear the endpoint and run the pipeline again, often to an endpoint of their own: the error belongs to the first.
    private static Endpoint? BeforeErrorHandling(HttpContext context, Endpoint? current)
    {
        if (context.Features.Get<IExceptionHandlerFeature>() is { } handled)
        {
            return handled.Endpoint;
        }

        if (context.Features.Get<IItemsFeature>() is { } items
            && items.Items.TryGetValue(AspNetCoreInstruments.OriginalEndpoint, out var original)
            && original is Endpoint first)
        {
            return first;
        }

        return context.Features.Get<IStatusCodeReExecuteFeature>()?.Endpoint ?? current;
    }

    private EndpointRoute WithoutEndpoint(HttpContext context, int status)
    {
        if (context.Features.Get<EndpointRoute>() is { } action)
        {
            return action;
        }

        if (context.Features.Get<IRoutingFeature>()?.RouteData is { } data && data.Routers.OfType<RouteBase>().LastOrDefault() is { ParsedTemplate.TemplateText: { } text } router)
        {
            return _routers.GetValue(router, _ => new EndpointRoute(RouteTemplates.Rooted(text), "action"));
        }

        if (context.Request.Path.Equals(_metricsPath, StringComparison.OrdinalIgnoreCase))
        {
            return Scrape;
        }

        if (status is StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed)
        {
            return endpoints.NotFound;
        }

        return inventory.Endpoints.Count == 0 ? _paths.Of(context.Request.Path.Value ?? "/") : endpoints.Unmatched;
    }

    private static readonly EndpointRoute Scrape = new("(scrape)", "path") { IsExcluded = true, Kind = RouteKind.Other };
}
