namespace HealthKit.Responses;

/// <summary>Tells by the content type whether a body is a file, or what an application says by itself.</summary>
internal static class ContentKinds
{
    private static readonly string[] Formats =
    [
        "application/problem", "application/xml", "application/x-www-form-urlencoded", "application/grpc", "application/x-protobuf", "application/protobuf", "application/msgpack",
        "application/x-msgpack", "application/cbor", "application/javascript", "application/graphql", "application/x-ndjson", "application/jsonl", "application/json-seq",
    ];

    private static readonly string[] Streams = ["text/event-stream", "application/x-ndjson", "application/jsonl", "application/json-seq", "multipart/x-mixed-replace"];

    public static bool IsJson(string type) =>
        type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) || type.Contains("+json", StringComparison.OrdinalIgnoreCase) || type.StartsWith("text/json", StringComparison.OrdinalIgnoreCase);

    /// <summary>True for what has no end of its own: events, one document after another.</summary>
    public static bool IsStream(string type) => BeginsWithAny(type, Streams);

    /// <summary>True for pictures, documents, archives, anything that is neither text nor a format in which programs talk.</summary>
    public static bool IsFile(string type) =>
        !type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase)
        && !type.StartsWith("text/", StringComparison.OrdinalIgnoreCase)
        && !type.Contains("+json", StringComparison.OrdinalIgnoreCase)
        && !type.Contains("+xml", StringComparison.OrdinalIgnoreCase)
        && !BeginsWithAny(type, Formats);

    // Asked of every response: a closure would be an allocation a request.
    private static bool BeginsWithAny(string type, string[] beginnings)
    {
        foreach (var beginning in beginnings)
        {
            if (type.StartsWith(beginning, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
