using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using HealthKit.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.Infrastructure;

namespace HealthKit.Inspection;

/// <summary>Tells from declared results whether an endpoint returns a list or an envelope around one.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A member that trimming removed is serialised nowhere.")]
internal static class ResultInspector
{
    /// <summary>True for a list, false for none, null where no declaration tells.</summary>
    public static bool? ReturnsCollection(Endpoint endpoint)
    {
        var sends = EndpointNames.Methods(endpoint) is { Count: > 0 } methods && methods.All(static method => method is "POST" or "PUT" or "PATCH" or "DELETE");
        var declared = Declared(endpoint).Where(static type => type != typeof(void)).Distinct().ToList();
        if (declared.Count > 0)
        {
            return Any(declared.Select(type => IsList(type, sends)));
        }

        var method = endpoint.Metadata.GetMetadata<MethodInfo>() ?? (endpoint.Metadata.GetMetadata<ActionDescriptor>() as ControllerActionDescriptor)?.MethodInfo;
        return method is null ? null : IsOfFastEndpoints(method) && FastEndpoint.Of(endpoint) is null ? false : OfResult(Unwrapped(method.ReturnType), sends) ?? (WritesNothing(method) ? false : null);
    }

    // Its endpoints declare what they return; what it maps of its own lists the routes of the service, for tests.
    private static bool IsOfFastEndpoints(MethodInfo method) => method.DeclaringType?.Assembly.GetName().Name == PipelineInstruments.FastEndpoints;

    // Types of successful responses, from TypedResults, Produces<T>() or attributes.
    private static IEnumerable<Type> Declared(Endpoint endpoint)
    {
        var minimal = endpoint.Metadata.OfType<IProducesResponseTypeMetadata>().Where(static produces => produces is { StatusCode: >= 200 and < 300, Type: not null }).Select(static produces => produces.Type!);
        var action = endpoint.Metadata.GetMetadata<ActionDescriptor>()?.FilterDescriptors.Select(static descriptor => descriptor.Filter).OfType<IApiResponseMetadataProvider>()
            .Where(static produces => produces is { StatusCode: >= 200 and < 300, Type: not null }).Select(static produces => produces.Type!) ?? [];
        return minimal.Concat(action);
    }

    // Returns nothing, and is not given the response to write to.
    private static bool WritesNothing(MethodInfo method) =>
        (method.ReturnType == typeof(void) || method.ReturnType == typeof(Task) || method.ReturnType == typeof(ValueTask))
        && !method.GetParameters().Any(static parameter => parameter.ParameterType == typeof(HttpContext) || parameter.ParameterType == typeof(HttpResponse));

    private static bool? OfResult(Type type, bool sends) => type switch
    {
        _ when type == typeof(void) || type == typeof(Task) || type == typeof(ValueTask) => null,
        _ when type.IsGenericType && typeof(INestedHttpResult).IsAssignableFrom(type) => Any(type.GenericTypeArguments.Select(argument => OfResult(argument, sends))),
        _ when typeof(IResult).IsAssignableFrom(type) => OfTypedResult(type, sends),
        _ when typeof(IConvertToActionResult).IsAssignableFrom(type) && type.IsGenericType => IsList(type.GenericTypeArguments[0], sends),
        _ when typeof(RedirectResult).IsAssignableFrom(type) || typeof(FileResult).IsAssignableFrom(type) || typeof(ContentResult).IsAssignableFrom(type) || typeof(StatusCodeResult).IsAssignableFrom(type) => false,
        _ when typeof(IActionResult).IsAssignableFrom(type) => null,
        _ => IsList(type, sends),
    };

    // A typed result carries its value's type, or has no value at all; IResult and results of the host's own say nothing.
    private static bool? OfTypedResult(Type type, bool sends) =>
        type.IsGenericType && type.Namespace == typeof(Ok).Namespace ? IsList(type.GenericTypeArguments[0], sends)
        : type.Namespace == typeof(Ok).Namespace ? false
        : null;

    private static bool? IsList(Type type, bool sends)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        if (bare == typeof(object) || typeof(System.Collections.IDictionary).IsAssignableFrom(bare))
        {
            return null;
        }

        if (IsCollection(bare))
        {
            return true;
        }

        return ModelRules.IsModel(bare) && (IsEnvelope(bare, sends) || Wraps(bare, sends));
    }

    // One collection, and beside it nothing but what pages: counts, cursors, links. An order with its lines is no list.
    private static bool IsEnvelope(Type type, bool sends)
    {
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(static property => property.GetIndexParameters().Length == 0).ToList();
        var lists = properties.FindAll(static property => IsCollection(property.PropertyType));
        if (lists.Count == 0)
        {
            return false;
        }

        var element = ModelRules.Enumerated(lists[0].PropertyType);
        var others = properties.Except(lists).ToList();
        return lists.Exists(property => EnvelopeNames.IsWrapper(property.Name) || (EnvelopeNames.IsList(property.Name) && !(EnvelopeNames.IsParts(property.Name) && IsOneThing(others))))
            || (type.IsGenericType && type.GenericTypeArguments.Contains(element))
            || (others.TrueForAll(static property => IsPaging(property)) && !(sends && HoldsValuesAlone(properties, lists)));
    }

    // What a command made, such as recovery codes: values, and nothing that pages through them.
    private static bool HoldsValuesAlone(List<PropertyInfo> properties, List<PropertyInfo> lists) =>
        properties.Count == lists.Count && lists.TrueForAll(static property => !ModelRules.IsModel(ModelRules.Element(property.PropertyType)));

    // A key of its own, and a text or another thing that is no link: an order with its items.
    private static bool IsOneThing(List<PropertyInfo> properties) =>
        properties.Exists(static property => EnvelopeNames.IsOwnKey(property.Name))
        && properties.Exists(static property => !property.Name.EndsWith("Id", StringComparison.Ordinal) && !property.PropertyType.IsPrimitive && !IsPaging(property));

    // An answer with its status around the envelope: { "success": true, "data": { "items": [] } }.
    private static bool Wraps(Type type, bool sends) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Any(property => property.GetIndexParameters().Length == 0 && EnvelopeNames.IsWrapper(property.Name) && ModelRules.IsModel(property.PropertyType) && IsEnvelope(property.PropertyType, sends));

    private static bool IsPaging(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return type == typeof(bool)
            || ((type == typeof(int) || type == typeof(long)) && !property.Name.EndsWith("Id", StringComparison.Ordinal))
            || (type == typeof(string) && EnvelopeNames.IsLink(property.Name));
    }

    private static bool IsCollection(Type type) =>
        type != typeof(string) && type != typeof(byte[]) && (typeof(System.Collections.IEnumerable).IsAssignableFrom(type) || (ModelRules.Enumerated(type) is not null));

    private static bool? Any(IEnumerable<bool?> results)
    {
        var all = results.ToList();
        return all.Contains(true) ? true : all.Contains(null) ? null : false;
    }

    private static Type Unwrapped(Type type) =>
        type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(ValueTask<>)) ? type.GenericTypeArguments[0] : type;
}
