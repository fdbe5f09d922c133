using HealthKit.Evidence;
using HealthKit.Hosting;
using HealthKit.Outbound;
using HealthKit.Sources;

namespace HealthKit.Tracing;

/// <summary>States who traces incoming requests and outbound calls, and whether the traces arrive. Packages that count the calls of a driver add its boundary.</summary>
internal sealed class TracingSource(RequestTraces requests, OutboundWatch outbound, TraceExports exports, LoadedAssemblies assemblies, HostServices host, TimeProvider time)
    : MemorySource<TracingEvidence>("tracing", time)
{
    // Any listener that samples has an activity made for each of so many requests.
    private const long EnoughRequests = 20;

    // TelemetryConfiguration is in every version of the SDK; version 3 is built on OpenTelemetry, and is seen like it.
    private readonly Lazy<bool> _hasClassicInsights = new(() => host.All.Any(static service =>
        service.ServiceType is { FullName: "Microsoft.ApplicationInsights.Extensibility.TelemetryConfiguration" } type && type.Assembly.GetName().Version is { Major: < 3 }));

    protected override TracingEvidence Read(DateTimeOffset now)
    {
        var loaded = assemblies.Loaded();
        var (libraries, blindSpots) = TracedLibraries.Read(loaded);
        return new TracingEvidence
        {
            ObservedAt = now,
            MaxAge = Fresh,
            Boundaries = [Incoming(), .. Outbound(), .. libraries],
            Requests = requests.Examined,
            RecordedRequests = requests.Recorded,
            RequestsDeclinedByCallers = requests.DeclinedByCallers,
            UnseenTracer = UnseenTracers.Find(loaded, _hasClassicInsights.Value, Environment.GetEnvironmentVariable),
            Exporters = [.. exports.All.Select(static export => new TraceExporter(export.Name, export.Deliveries, export.Failures)).Where(static exporter => exporter is not { Deliveries: 0, Failures: 0 })],
            BlindSpots = HttpClientInstruments.AreMetered
                ? blindSpots
                : [.. blindSpots, new BlindSpot("outbound HTTP", "System.Diagnostics.Metrics is switched off, so that calls are not counted.", "Set the switch System.Diagnostics.Metrics.Meter.IsSupported to true.")],
        };
    }

    // A listener that samples nothing listens, and traces nothing.
    private TracedBoundary Incoming() => new()
    {
        Name = "incoming HTTP",
        Crossings = requests.Examined,
        ActivitySource = TracingInstruments.Incoming,
        HasForeignListener = ActivitySourceTwins.HasForeignListener(TracingInstruments.Incoming) is true && (requests.Sourced > 0 || requests.Examined < EnoughRequests),
        Recorded = requests.Recorded,
    };

    private IEnumerable<TracedBoundary> Outbound()
    {
        var (http, grpc) = (outbound.Traces.Http, outbound.Traces.Grpc);
        var listensToHttp = ActivitySourceTwins.HasForeignListener(TracingInstruments.OutboundHttp);
        yield return Of("outbound HTTP", TracingInstruments.OutboundHttp, http, listensToHttp);
        if (grpc.Calls > 0)
        {
            yield return Of("outbound gRPC", TracingInstruments.OutboundGrpc, grpc, listensToHttp is true || ActivitySourceTwins.HasForeignListener(TracingInstruments.OutboundGrpc) is true);
        }
    }

    private static TracedBoundary Of(string name, string source, CallTraceCounts counts, bool? isListenedTo) => new()
    {
        Name = name,
        Crossings = counts.Calls,
        ActivitySource = source,
        HasForeignListener = isListenedTo,
        Watched = counts.Watched,
        Recorded = counts.Recorded,
    };
}
