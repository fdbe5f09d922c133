using HealthKit.Benchmarks.Comparisons;

namespace HealthKit.Benchmarks.Responses;

/// <summary>One request that answers with JSON.</summary>
public class ResponsesBenchmarks : ComparisonBenchmarks
{
    private protected override Comparison Comparison => ResponsesComparison.Definition;
}
