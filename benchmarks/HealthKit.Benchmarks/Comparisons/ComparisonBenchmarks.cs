using BenchmarkDotNet.Attributes;

namespace HealthKit.Benchmarks.Comparisons;

/// <summary>A comparison as BenchmarkDotNet runs it: each variant in a process of its own, memory counted.</summary>
[MemoryDiagnoser]
public abstract class ComparisonBenchmarks
{
    private const int Operations = 10_000;
    private IWorkload? _workload;

    /// <summary>The circumstance.</summary>
    [ParamsSource(nameof(Parts))]
    public string Part { get; set; } = "";

    /// <summary>The variant.</summary>
    [ParamsSource(nameof(Variants))]
    public string Variant { get; set; } = "";

    /// <summary>All circumstances.</summary>
    public IEnumerable<string> Parts => Comparison.Parts;

    /// <summary>All variants, the baseline first.</summary>
    public IEnumerable<string> Variants => Comparison.Variants.Select(static variant => variant.Name);

    private protected abstract Comparison Comparison { get; }

    [GlobalSetup]
    public async Task Start() => _workload = await Comparison.StartAsync(Part, Variant);

    [GlobalCleanup]
    public async Task Stop() => await _workload!.DisposeAsync();

    [Benchmark(OperationsPerInvoke = Operations)]
    public void Operation() => _workload!.Run(Operations);
}
