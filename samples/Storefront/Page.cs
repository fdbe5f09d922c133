namespace Storefront;

/// <summary>One page of a list; <paramref name="Next"/> is the cursor of the page after it, or null on the last one.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, long? Next);
