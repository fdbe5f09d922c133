namespace HealthKit.Inspection;

/// <summary>The parameters by which an endpoint is asked for one page.</summary>
/// <param name="Size">The one that sets how much.</param>
/// <param name="Position">The one that sets from where.</param>
/// <param name="Maximum">The greatest size that a rule which runs lets through.</param>
/// <param name="Unreadable">Why further parameters may be taken; null where those are all.</param>
internal sealed record Paging(string? Size, string? Position, long? Maximum, string? Unreadable);
