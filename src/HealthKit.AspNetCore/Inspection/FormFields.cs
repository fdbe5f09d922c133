using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;

namespace HealthKit.Inspection;

/// <summary>
/// What a page or an action takes from a form field by field: bound properties of a page, or several parameters. Together they are a model that has no type
/// of its own; one parameter alone is no more a model than one of a query.
/// </summary>
/// <param name="Name">The page's model, or the action.</param>
/// <param name="Members">The properties and parameters, text and collections of values among them.</param>
internal sealed record FormFields(string Name, IReadOnlyList<InputParameter> Members)
{
    // A form has several; one parameter may as well be where to go afterwards.
    private const int Several = 2;

    /// <summary>The fields of an endpoint; null where it takes no form, or models with types of their own alone.</summary>
    public static FormFields? Of(Endpoint endpoint, ActionDescriptor action)
    {
        var (name, members) = action switch
        {
            CompiledPageActionDescriptor page when page.HandlerMethods.Any(static handler => Sends(handler.HttpMethod)) => (page.HandlerTypeInfo.Name, OfPage(endpoint, page)),
            ControllerActionDescriptor controller when EndpointNames.Methods(endpoint).Any(Sends) => (controller.ActionName, Together(endpoint, controller.Parameters)),
            _ => ("", []),
        };
        List<InputParameter> fields = [.. members];
        return fields.Exists(static field => ModelRules.HoldsTextOrCollection(field.Type)) ? new FormFields(name, fields) : null;
    }

    /// <summary>Rules on the fields.</summary>
    /// <param name="requiredByNullability">True where a reference that is not nullable counts as required, as in MVC.</param>
    public int Rules(bool requiredByNullability) => Members.Sum(member => ModelRules.OfMember(member.Member) + (requiredByNullability && IsNeverNull(member) ? 1 : 0));

    private static IEnumerable<InputParameter> OfPage(Endpoint endpoint, CompiledPageActionDescriptor page) =>
        Loose(endpoint, page.BoundProperties.Where(static property => !ReadsToo(property)))
            .Concat(page.HandlerMethods.Where(static handler => Sends(handler.HttpMethod)).SelectMany(handler => Together(endpoint, handler.Parameters)));

    // What a page takes from GET as well filters what it shows.
    private static bool ReadsToo(ParameterDescriptor property) => property is PageBoundPropertyDescriptor { Property: var info } && info.GetCustomAttribute<BindPropertyAttribute>() is { SupportsGet: true };

    private static List<InputParameter> Together(Endpoint endpoint, IEnumerable<ParameterDescriptor> parameters) => Loose(endpoint, parameters) is { Count: >= Several } several ? several : [];

    private static List<InputParameter> Loose(Endpoint endpoint, IEnumerable<ParameterDescriptor> parameters)
    {
        var routed = (endpoint as RouteEndpoint)?.RoutePattern.Parameters.Select(static parameter => parameter.Name).ToHashSet(StringComparer.OrdinalIgnoreCase) ?? [];
        return [.. InputParameters.OfParameters(parameters.Where(MayStandInForm)).Where(member => !routed.Contains(member.Name) && !ModelRules.IsModel(ModelRules.Element(member.Type)))];
    }

    private static bool MayStandInForm(ParameterDescriptor parameter) => parameter.BindingInfo?.BindingSource is not { } source || source == BindingSource.Form || source == BindingSource.ModelBinding;

    private static bool Sends(string method) => method.ToUpperInvariant() is "POST" or "PUT" or "PATCH";

    private static bool IsNeverNull(InputParameter member) => !member.Type.IsValueType && member.Member switch
    {
        PropertyInfo property => new NullabilityInfoContext().Create(property).WriteState is NullabilityState.NotNull,
        ParameterInfo { IsOptional: false } parameter => new NullabilityInfoContext().Create(parameter).WriteState is NullabilityState.NotNull,
        _ => false,
    };
}
