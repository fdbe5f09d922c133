using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace HealthKit.Inspection;

/// <summary>The names of the methods that take what is sent to an endpoint.</summary>
internal static class HandlerNames
{
    private const string Post = "POST";

    /// <summary>Handlers of a page for POST, without their prefix; the action or method where it answers POST.</summary>
    public static IEnumerable<string> OfPost(Endpoint endpoint) => endpoint.Metadata.GetMetadata<ActionDescriptor>() switch
    {
        CompiledPageActionDescriptor page => page.HandlerMethods.Where(static handler => Post.Equals(handler.HttpMethod, StringComparison.OrdinalIgnoreCase)).Select(static handler => handler.Name ?? ""),
        _ when !EndpointNames.Methods(endpoint).Contains(Post, StringComparer.OrdinalIgnoreCase) => [],
        ControllerActionDescriptor action => [action.ActionName],
        _ => endpoint.Metadata.GetMetadata<MethodInfo>() is { } method ? [method.Name] : [],
    };
}
