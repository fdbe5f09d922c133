namespace HealthKit.Evidence;

/// <summary>One exporter of traces, by its traffic.</summary>
/// <param name="Name">Its kind and the host it sends to, without path or key.</param>
/// <param name="Deliveries">Exports that the collector accepted in the last 15 minutes.</param>
/// <param name="Failures">Exports that failed in the last 15 minutes.</param>
public sealed record TraceExporter(string Name, long Deliveries, long Failures);
