namespace HealthKit.Inspection;

/// <summary>Names by which an envelope around a list is known, in types and in JSON.</summary>
internal static class EnvelopeNames
{
    private static readonly HashSet<string> Lists = new(StringComparer.OrdinalIgnoreCase)
    {
        "Items", "Data", "Results", "Records", "Entries", "Rows", "Content", "Nodes", "Edges", "Value", "Values", "List", "Elements",
    };

    private static readonly HashSet<string> Wrappers = new(StringComparer.OrdinalIgnoreCase) { "Data", "Result", "Response", "Payload", "_embedded", "Embedded" };

    private static readonly HashSet<string> Parts = new(StringComparer.OrdinalIgnoreCase) { "Items", "Entries", "Elements" };

    // They say in what context an answer was given, or for whom, and not what it is.
    private static readonly HashSet<string> Contexts = new(StringComparer.OrdinalIgnoreCase)
    {
        "request", "trace", "span", "correlation", "operation", "session", "tenant", "user", "owner", "customer", "client", "account", "org", "organization", "organisation",
    };

    private static readonly string[] LinkWords = ["next", "prev", "cursor", "token", "link", "page", "first", "last"];

    /// <summary>True for the list of an envelope.</summary>
    public static bool IsList(string name) => Lists.Contains(name);

    /// <summary>True for a list that may as well hold the parts of one thing: the items of an order.</summary>
    public static bool IsParts(string name) => Parts.Contains(name);

    /// <summary>True for the key of the thing itself: "id", "orderId", "order_id".</summary>
    public static bool IsOwnKey(string name)
    {
        var stem = name.AsSpan().TrimStart('_');
        if (stem.Equals("id", StringComparison.OrdinalIgnoreCase) || stem.Equals("uuid", StringComparison.OrdinalIgnoreCase) || stem.Equals("guid", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        stem = stem.EndsWith("_id", StringComparison.Ordinal) ? stem[..^3] : stem.EndsWith("Id", StringComparison.Ordinal) ? stem[..^2] : [];
        return !stem.IsEmpty && !Contexts.GetAlternateLookup<ReadOnlySpan<char>>().Contains(stem) && !IsLink(name);
    }

    /// <summary>True for what wraps a whole answer, be that a list or an envelope.</summary>
    public static bool IsWrapper(string name) => Wrappers.Contains(name);

    /// <summary>True for what leads to other pages.</summary>
    public static bool IsLink(string name) => Array.Exists(LinkWords, word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
}
