using HealthKit.Outbound;
using HealthKit.Signals;

namespace HealthKit.Tracing;

/// <summary>Recognises the calls by which traces leave the process, whichever client makes them, and counts how they end.</summary>
internal sealed class TraceExports(TimeProvider time)
{
    private const int Capacity = 16;
    private const string OtlpClient = "OTel-OTLP-Exporter";

    private readonly SlotTable<(string Kind, OutboundHost Host), TraceExport> _exports = new(
        key => new TraceExport($"{key.Kind} to {key.Host}", time), new TraceExport("other exporters", time), Capacity);

    /// <summary>The exporters seen so far, by name.</summary>
    public IEnumerable<TraceExport> All =>
        _exports.Snapshot().Select(static pair => pair.Value).Append(_exports.Overflow).OrderBy(static export => export.Name, StringComparer.Ordinal);

    /// <summary>The exporter that makes a call; null for a call that is no export of traces.</summary>
    public TraceExport? Find(HttpRequestMessage request) =>
        request.Method == HttpMethod.Post && request is { RequestUri: { IsAbsoluteUri: true } uri, Content: { } content } && KindOf(request, uri, content) is { } kind
            ? _exports[(kind, OutboundHost.Of(uri))]
            : null;

    // The paths are those of OTLP 1.7 (HTTP and gRPC), Zipkin 2 and Jaeger's Thrift over HTTP. Where a host chose a path of its own, the exporter's thread tells.
    private static string? KindOf(HttpRequestMessage request, Uri uri, HttpContent content)
    {
        var type = content.Headers.NonValidated.TryGetValues("Content-Type", out var values) ? values.ToString() : "";
        var path = Path(uri.OriginalString);
        return type.StartsWith("application/grpc", StringComparison.Ordinal) ? (path.EndsWith("/opentelemetry.proto.collector.trace.v1.TraceService/Export", StringComparison.Ordinal) ? "OTLP over gRPC" : null)
            : path.EndsWith("/v1/traces", StringComparison.Ordinal) && IsProtobufOrJson(type) ? "OTLP over HTTP"
            : path.EndsWith("/api/v2/spans", StringComparison.Ordinal) ? "Zipkin"
            : path.EndsWith("/api/traces", StringComparison.Ordinal) && type.Contains("thrift", StringComparison.Ordinal) ? "Jaeger"
            : ByThread(request);
    }

    private static bool IsProtobufOrJson(string type) =>
        type.StartsWith("application/x-protobuf", StringComparison.Ordinal) || type.StartsWith("application/json", StringComparison.Ordinal);

    private static string? ByThread(HttpRequestMessage request)
    {
        if (Thread.CurrentThread.Name is not { } thread || !thread.StartsWith(TracingInstruments.ExporterThread, StringComparison.Ordinal) || !thread.EndsWith(TracingInstruments.TraceExporter, StringComparison.Ordinal))
        {
            return null;
        }

        var exporter = thread[TracingInstruments.ExporterThread.Length..];
        return request.Headers.NonValidated.TryGetValues("User-Agent", out var agent) && agent.ToString().StartsWith(OtlpClient, StringComparison.Ordinal) ? "OTLP over HTTP" : exporter;
    }

    private static ReadOnlySpan<char> Path(string uri)
    {
        var query = uri.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? uri : uri.AsSpan(0, query);
    }
}
