using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using HealthKit.Responses;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Controllers;

namespace HealthKit.Inspection;

/// <summary>Tells from its declaration whether an endpoint takes or gives files.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A member that trimming removed is bound from no request.")]
internal static class FileEndpoints
{
    private static readonly Type[] Taken = [typeof(IFormFile), typeof(IFormFileCollection)];

    private static readonly Type[] Given =
        [typeof(FileContentHttpResult), typeof(FileStreamHttpResult), typeof(PhysicalFileHttpResult), typeof(VirtualFileHttpResult), typeof(PushStreamHttpResult)];

    public static bool Declares(Endpoint endpoint) => Takes(endpoint) || Gives(endpoint);

    private static bool Takes(Endpoint endpoint)
    {
        // A form of fields alone is accepted in both encodings.
        if (endpoint.Metadata.GetMetadata<IAcceptsMetadata>() is { ContentTypes: { Count: > 0 } types } && types.All(ContentKinds.IsFile) && !types.Contains("*/*"))
        {
            return true;
        }

        var inputs = endpoint.Metadata.GetMetadata<ActionDescriptor>() is { } action ? action.Parameters.Concat(action.BoundProperties).Select(static parameter => parameter.ParameterType)
            : endpoint.Metadata.GetMetadata<MethodInfo>()?.GetParameters().Select(static parameter => parameter.ParameterType) ?? [];
        return inputs.Any(static type => IsFile(type) || (ModelRules.IsModel(type) && type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Any(static property => IsFile(property.PropertyType))));
    }

    private static bool Gives(Endpoint endpoint) =>
        (endpoint.Metadata.GetMetadata<MethodInfo>() ?? (endpoint.Metadata.GetMetadata<ActionDescriptor>() as ControllerActionDescriptor)?.MethodInfo) is { } method && IsGiven(method.ReturnType);

    private static bool IsFile(Type type) => Array.Exists(Taken, taken => taken.IsAssignableFrom(type)) || typeof(IEnumerable<IFormFile>).IsAssignableFrom(type);

    private static bool IsGiven(Type type) =>
        Given.Contains(type)
        || typeof(FileResult).IsAssignableFrom(type)
        || (type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(ValueTask<>) || typeof(INestedHttpResult).IsAssignableFrom(type)) && Array.Exists(type.GenericTypeArguments, IsGiven));
}
