using HealthKit.Benchmarks.Comparisons;

namespace HealthKit.Benchmarks.Queries;

/// <summary>One connection, opened and closed.</summary>
public class ConnectionBenchmarks : ComparisonBenchmarks
{
    private protected override Comparison Comparison => ConnectionComparison.Definition;
}
