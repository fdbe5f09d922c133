namespace HealthKit.Tracing;

/// <summary>
/// Names of the activity sources and activities that trace a host, read from ASP.NET Core 10.0, System.Net.Http 10.0, Grpc.Net.Client 2.85.0 and
/// OpenTelemetry 1.20; the tests of traced hosts fail when one of the first three changes.
/// </summary>
internal static class TracingInstruments
{
    public const string Incoming = "Microsoft.AspNetCore";
    public const string OutboundHttp = "System.Net.Http";
    public const string OutboundGrpc = "Grpc.Net.Client";

    /// <summary>The activity of a call of System.Net.Http.</summary>
    public const string HttpCall = "System.Net.Http.HttpRequestOut";

    /// <summary>The activity of a gRPC call, around that of its HTTP call.</summary>
    public const string GrpcCall = "Grpc.Net.Client.GrpcOut";

    /// <summary>Ends the name of the thread on which OpenTelemetry exports traces: the exporter's type.</summary>
    public const string TraceExporter = "TraceExporter";

    /// <summary>Begins the name of the threads on which OpenTelemetry exports.</summary>
    public const string ExporterThread = "OpenTelemetry-BatchExportProcessor-";
}
