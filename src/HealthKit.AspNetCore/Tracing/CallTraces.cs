using System.Diagnostics;
using HealthKit.Signals;

namespace HealthKit.Tracing;

/// <summary>Outbound calls, and how many of those that belong to a recorded trace somebody recorded. gRPC calls are traced by their own activity or by that of HTTP.</summary>
internal sealed class CallTraces
{
    public CallTraceCounts Http { get; } = new();

    public CallTraceCounts Grpc { get; } = new();

    /// <summary>Counts one call from within it.</summary>
    public void Note(Activity? current)
    {
        var http = current?.OperationName == TracingInstruments.HttpCall ? current : null;
        var around = http is null ? current : http.Parent;
        var grpc = around?.OperationName == TracingInstruments.GrpcCall ? around : null;
        var isRecorded = (http is not null && TraceRecording.Holds(http)) || (grpc is not null && TraceRecording.Holds(grpc));
        (grpc is null ? Http : Grpc).Add(isRecorded, isRecorded || TraceRecording.IsExpectedBelow(grpc is null ? around : grpc.Parent));
    }
}
