using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using HealthKit.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.Abstractions;

namespace HealthKit.Inspection;

/// <summary>Finds the parameters that page a list, by their names.</summary>
internal static class PagingParameters
{
    private static readonly HashSet<string> Sizes = new(StringComparer.OrdinalIgnoreCase)
    {
        "size", "pagesize", "limit", "take", "perpage", "itemsperpage", "top", "maxresults", "maxresultcount", "maxitems", "pagelength", "first", "last", "rows", "numresults", "pagelimit", "maxpagesize",
    };

    private static readonly HashSet<string> Positions = new(StringComparer.OrdinalIgnoreCase)
    {
        "page", "pagenumber", "pageindex", "pageno", "currentpage", "offset", "skip", "skipcount", "cursor", "after", "before", "since", "startafter", "startingafter", "endingbefore", "start", "startindex",
        "continuation", "continuationtoken", "pagetoken", "nexttoken", "marker", "lastid", "afterid", "fromid", "sinceid",
    };

    /// <summary>True for the name of a parameter that sets the size of a page.</summary>
    public static bool IsSize(string name) => Sizes.Contains(Bare(name));

    public static Paging Of(Endpoint endpoint, HandlerParts parts)
    {
        var action = endpoint.Metadata.GetMetadata<ActionDescriptor>();
        var definition = action is null ? FastEndpoint.Of(endpoint) : null;
        var method = action is null && definition is null ? endpoint.Metadata.GetMetadata<MethodInfo>() : null;
        var inputs = (action is not null ? InputParameters.OfAction(action)
            : definition?.Request is { } request ? InputParameters.Members(request)
            : method is not null ? InputParameters.OfMinimal(method, endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType)
            : []).SelectMany(Unfolded).ToList();
        var size = inputs.Find(static input => IsSize(input.Name));
        var position = inputs.Find(static input => Positions.Contains(Bare(input.Name)));
        return new Paging(
            size?.Name,
            position?.Name,
            size is not null && (action is null ? parts.Validates : Refuses(action)) ? Maximum(size.Member) : null,
            action is null && definition?.Request is null && (method is null || TakesRequestAlone(method)) ? "a handler that reads the request itself" : null);
    }

    private static bool TakesRequestAlone(MethodInfo method) => method.GetParameters() is [{ ParameterType: var only }] && (only == typeof(HttpContext) || only == typeof(HttpRequest));

    // A model bound from the query, such as a filter with its page, stands for its members.
    private static IEnumerable<InputParameter> Unfolded(InputParameter input) => ModelRules.IsModel(input.Type) && !input.Type.IsValueType ? InputParameters.Members(input.Type) : [input];

    // Without the filter of [ApiController], the action itself may look at ModelState, or not.
    private static bool Refuses(ActionDescriptor action) =>
        action.FilterDescriptors.Any(static descriptor => descriptor.Filter.GetType().FullName is PipelineInstruments.ModelStateFilter or PipelineInstruments.ModelStateFilterFactory);

    private static string Bare(string name) => name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).TrimStart('$');

    private static long? Maximum(ICustomAttributeProvider member) =>
        member.GetCustomAttributes(typeof(RangeAttribute), inherit: true) is [RangeAttribute { Maximum: IConvertible maximum }, ..]
            ? maximum.ToInt64(CultureInfo.InvariantCulture)
            : null;
}
