namespace HealthKit.Tracing;

/// <summary>Tracers that do not listen to activity sources, so that no twin and no activity shows what they record.</summary>
internal static class UnseenTracers
{
    // Read from the documentation of each agent.
    private static readonly (string Profiler, string Name)[] Profilers =
    [
        ("846F5F1C-F9AE-4B07-969E-05C26BC060D8", "the Datadog profiler"),
        ("36032161-FFC0-4B61-B559-F6C5D41BAE5A", "the New Relic profiler"),
        ("FA65FE15-F085-4681-9B20-95E04F6C03CC", "the Elastic profiler"),
        ("B7038F67-52FC-4DA2-AB02-969B3C1EDA03", "the Dynatrace profiler"),
        ("CF0D821E-299B-5307-A3D8-B283C03916DD", "the Instana profiler"),
        ("39AEABC1-56A5-405F-B8E7-C3668490DB4A", "the AppDynamics profiler"),
    ];

    // The profiler of OpenTelemetry's automatic instrumentation loads the SDK, whose listeners are seen.
    private const string OpenTelemetryProfiler = "918728DD-259F-4A6A-AC2B-B85E1B658318";

    private static readonly (string Assembly, string Name)[] Assemblies =
    [
        ("Datadog.Trace", "the Datadog tracer"),
        ("NewRelic.Agent.Core", "the New Relic agent"),
        ("Elastic.Apm", "the Elastic APM agent"),
        ("Dynatrace.OneAgent.Sdk", "the Dynatrace agent"),
        ("SkyApm.Core", "the SkyWalking agent"),
        ("Sentry.AspNetCore", "Sentry"),
    ];

    /// <summary>A tracer that is loaded; null when there is none.</summary>
    /// <param name="loaded">Names of the assemblies that are loaded.</param>
    /// <param name="hasClassicInsights">True where the host registers the Application Insights SDK 2, which hears diagnostic events.</param>
    /// <param name="environment">Reads an environment variable.</param>
    public static string? Find(IReadOnlySet<string> loaded, bool hasClassicInsights, Func<string, string?> environment) =>
        hasClassicInsights ? "the Application Insights SDK 2"
        : Array.Find(Assemblies, entry => loaded.Contains(entry.Assembly)).Name
            ?? (environment("CORECLR_ENABLE_PROFILING") == "1" ? Profiler(environment("CORECLR_PROFILER")?.Trim('{', '}')) : null);

    private static string? Profiler(string? id) =>
        id is null || id.Equals(OpenTelemetryProfiler, StringComparison.OrdinalIgnoreCase) ? null
        : Array.Find(Profilers, entry => entry.Profiler.Equals(id, StringComparison.OrdinalIgnoreCase)).Name ?? "a profiler (CORECLR_PROFILER)";
}
