using HealthKit.Inspection;

namespace HealthKit.Responses;

/// <summary>Reads the names of an envelope's properties, as inspection reads those of its type.</summary>
internal static class JsonNames
{
    private static readonly HashSet<string> Pages = new(StringComparer.OrdinalIgnoreCase) { "meta", "metadata", "pagination", "paging", "links", "_links", "page", "pageInfo", "pagingInfo" };
    private static readonly HashSet<string> More = new(StringComparer.OrdinalIgnoreCase) { "hasMore", "has_more", "hasNext", "has_next", "hasNextPage", "has_next_page", "more", "truncated", "isTruncated" };
    private static readonly HashSet<string> Totals = new(StringComparer.OrdinalIgnoreCase) { "total", "totalCount", "total_count", "totalItems", "total_items", "totalResults", "totalRecords", "count", "@odata.count" };

    public static JsonName Of(string name) =>
        EnvelopeNames.IsWrapper(name) ? JsonName.Wrapper
        : EnvelopeNames.IsParts(name) ? JsonName.Parts
        : EnvelopeNames.IsList(name) ? JsonName.List
        : Pages.Contains(name) ? JsonName.Pages
        : More.Contains(name) ? JsonName.HasMore
        : Totals.Contains(name) ? JsonName.Total
        : name.Contains("next", StringComparison.OrdinalIgnoreCase) ? JsonName.Next
        : EnvelopeNames.IsLink(name) ? JsonName.Link
        : EnvelopeNames.IsOwnKey(name) ? JsonName.OwnKey
        : name.EndsWith("id", StringComparison.OrdinalIgnoreCase) ? JsonName.Key
        : JsonName.Other;
}
