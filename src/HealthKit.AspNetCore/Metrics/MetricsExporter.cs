namespace HealthKit.Metrics;

/// <summary>Registered by a package that exports HealthKit's meter: its presence says that an exporter is set up.</summary>
/// <param name="Name">The exporter, for example "Prometheus".</param>
internal sealed record MetricsExporter(string Name);
