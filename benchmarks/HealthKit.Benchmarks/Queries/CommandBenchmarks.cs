using HealthKit.Benchmarks.Comparisons;

namespace HealthKit.Benchmarks.Queries;

/// <summary>One database command.</summary>
public class CommandBenchmarks : ComparisonBenchmarks
{
    private protected override Comparison Comparison => CommandComparison.Definition;
}
