using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Reflection;
using System.Security.Claims;
using HealthKit.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.Inspection;

/// <summary>The inputs of an endpoint: parameters of a minimal handler or an action, bound properties of a controller or page.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "A member that trimming removed is bound from no request.")]
[UnconditionalSuppressMessage("Trimming", "IL2072", Justification = "As above.")]
internal static class InputParameters
{
    private static readonly Type[] Special =
    [
        typeof(HttpContext), typeof(HttpRequest), typeof(HttpResponse), typeof(ClaimsPrincipal), typeof(CancellationToken),
        typeof(IFormFile), typeof(IFormFileCollection), typeof(IFormCollection), typeof(Stream), typeof(PipeReader),
    ];

    /// <summary>Parameters of a minimal handler that come from the request, those of [AsParameters] unfolded.</summary>
    public static IEnumerable<InputParameter> OfMinimal(MethodInfo method, Type? body) => method.GetParameters().SelectMany(parameter =>
        IsService(parameter) || Special.Contains(parameter.ParameterType) ? []
        : parameter.IsDefined(typeof(AsParametersAttribute), inherit: false) ? Members(parameter.ParameterType)
        : parameter.ParameterType == body || IsFromRequest(parameter) || !ModelRules.IsModel(parameter.ParameterType) || Binds(parameter.ParameterType) ? [Of(parameter)]
        : Array.Empty<InputParameter>());

    /// <summary>Inputs of an action or page.</summary>
    public static IEnumerable<InputParameter> OfAction(ActionDescriptor action)
    {
        var handlers = action is CompiledPageActionDescriptor page ? page.HandlerMethods.SelectMany(static handler => handler.Parameters) : [];
        return OfParameters(action.Parameters.Concat(handlers).Concat(action.BoundProperties));
    }

    /// <summary>Those of some parameters that come from the request.</summary>
    public static IEnumerable<InputParameter> OfParameters(IEnumerable<ParameterDescriptor> parameters) =>
        parameters
            .Where(static parameter => parameter.BindingInfo?.BindingSource is not { } source || (source != BindingSource.Services && source != BindingSource.Special && source.Id != "Services"))
            .Where(static parameter => !Special.Contains(parameter.ParameterType))
            .Select(static parameter => new InputParameter(parameter.ParameterType, parameter.Name, Member(parameter)));

    /// <summary>The properties of a type that stands for several inputs.</summary>
    public static IEnumerable<InputParameter> Members(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(static property => !Special.Contains(property.PropertyType) && !property.GetCustomAttributes(inherit: true).Any(static attribute => attribute is IFromServiceMetadata))
            .Select(static property => new InputParameter(property.PropertyType, property.Name, property));

    /// <summary>True for a parameter that the container fills.</summary>
    public static bool IsService(ParameterInfo parameter) =>
        parameter.GetCustomAttributes(inherit: true).Any(static attribute => attribute is IFromServiceMetadata or FromKeyedServicesAttribute);

    /// <summary>True for a type that reads itself from the request.</summary>
    public static bool Binds(Type type) =>
        PipelineStep.IsOfHost(type) && type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.FlattenHierarchy).Any(static method => method.Name == "BindAsync");

    private static bool IsFromRequest(ParameterInfo parameter) =>
        parameter.GetCustomAttributes(inherit: true).Any(static attribute => attribute is IFromBodyMetadata or IFromFormMetadata or IFromQueryMetadata);

    private static InputParameter Of(ParameterInfo parameter) => new(parameter.ParameterType, parameter.Name ?? "", parameter);

    private static ICustomAttributeProvider Member(ParameterDescriptor parameter) => parameter switch
    {
        ControllerParameterDescriptor { ParameterInfo: var info } => info,
        ControllerBoundPropertyDescriptor { PropertyInfo: var info } => info,
        PageBoundPropertyDescriptor { Property: var info } => info,
        HandlerParameterDescriptor { ParameterInfo: var info } => info,
        _ => parameter.ParameterType,
    };
}
