namespace HealthKit.Inspection;

/// <summary>Names by which an envelope around a list is known, in types and in JSON.</summary>
internal static class EnvelopeNames
{
    private static readonly HashSet<string> Lists = new(StringComparer.OrdinalIgnoreCase)
    {
        "Items", "Data", "Results", "Records", "Entries", "Rows", "Content", "Nodes", "Edges", "Value", "Values", "List", "Elements",
    };

    private static readonly HashSet<string> Wrappers = new(StringComparer.OrdinalIgnoreCase) { "Data", "Result", "Response", "Payload", "_embedded", "Embedded" };

    private static readonly string[] LinkWords = ["next", "prev", "cursor", "token", "link", "page", "first", "last"];

    /// <summary>True for the list of an envelope.</summary>
    public static bool IsList(string name) => Lists.Contains(name);

    /// <summary>True for what wraps a whole answer, be that a list or an envelope.</summary>
    public static bool IsWrapper(string name) => Wrappers.Contains(name);

    /// <summary>True for what leads to other pages.</summary>
    public static bool IsLink(string name) => Array.Exists(LinkWords, word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
}
