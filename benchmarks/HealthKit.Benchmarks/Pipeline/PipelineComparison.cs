using HealthKit.Benchmarks.Comparisons;

namespace HealthKit.Benchmarks.Pipeline;

/// <summary>What watching a request costs: one request through ASP.NET Core's own hosting, routing and endpoint.</summary>
internal static class PipelineComparison
{
    public const string Sync = "sync";
    public const string Async = "async";

    public static Comparison Definition { get; } = new()
    {
        Name = "pipeline",
        Summary = "One request through the pipeline, unwatched and watched by HealthKit and its peers.",
        Parts = [Sync, Async],
        Variants = PipelineVariants.All,
        Promises =
        [
            new(PipelineVariants.HealthKitMetrics, PipelineVariants.OpenTelemetry, 0.5),
            new(PipelineVariants.HealthKitMetrics, PipelineVariants.PrometheusNet, 0.3),
        ],
        StartAsync = static async (part, variant) => await PipelineWorkload.StartAsync(part, variant),
    };
}
