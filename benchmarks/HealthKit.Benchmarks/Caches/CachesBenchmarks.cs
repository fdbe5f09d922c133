using HealthKit.Benchmarks.Comparisons;

namespace HealthKit.Benchmarks.Caches;

/// <summary>One look-up in a cache.</summary>
public class CachesBenchmarks : ComparisonBenchmarks
{
    private protected override Comparison Comparison => CachesComparison.Definition;
}
