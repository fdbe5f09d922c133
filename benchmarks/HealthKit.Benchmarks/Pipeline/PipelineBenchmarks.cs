using HealthKit.Benchmarks.Comparisons;

namespace HealthKit.Benchmarks.Pipeline;

/// <summary>One request through the pipeline.</summary>
public class PipelineBenchmarks : ComparisonBenchmarks
{
    private protected override Comparison Comparison => PipelineComparison.Definition;
}
