using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using HealthKit.Benchmarks.Caches;
using HealthKit.Benchmarks.Comparisons;
using HealthKit.Benchmarks.Pipeline;
using HealthKit.Benchmarks.Queries;
using HealthKit.Benchmarks.Responses;
using HealthKit.Benchmarks.Workers;
using Perfolizer.Horology;

// A further comparison is one entry here and one class derived from ComparisonBenchmarks.
Comparison[] comparisons = [CachesComparison.Definition, PipelineComparison.Definition, ResponsesComparison.Definition, CommandComparison.Definition, ConnectionComparison.Definition, RequestComparison.Definition];

return args switch
{
    [Worker.Command, var name, var part, var variant] when Find(name) is { } comparison => await Worker.RunAsync(comparison, part, variant),
    ["dotnet", .. var rest] => Standard(rest),
    [var name, .. var rest] when Find(name) is { } comparison && PairedOptions.TryParse(rest) is { } options => await PairedRun.RunAsync(comparison, options),
    _ => Usage(),
};

Comparison? Find(string name) => Array.Find(comparisons, comparison => comparison.Name == name);

static int Standard(string[] arguments)
{
    var job = Job.Default.WithWarmupCount(10).WithIterationCount(20).WithIterationTime(TimeInterval.FromMilliseconds(200)).AsDefault();
    var config = DefaultConfig.Instance.AddJob(job).WithSummaryStyle(BenchmarkDotNet.Reports.SummaryStyle.Default.WithMaxParameterColumnWidth(40));
    foreach (var summary in BenchmarkSwitcher.FromAssembly(typeof(ComparisonBenchmarks).Assembly).Run(arguments, config))
    {
        Console.WriteLine(AddedCosts.Of(summary));
    }

    return 0;
}

int Usage()
{
    Console.Error.WriteLine("Usage: dotnet run -c Release --project benchmarks/HealthKit.Benchmarks -- COMMAND");
    Console.Error.WriteLine();
    foreach (var comparison in comparisons)
    {
        Console.Error.WriteLine($"  {comparison.Name} [--rounds N] [--launches N]");
        Console.Error.WriteLine($"      {comparison.Summary}");
    }

    Console.Error.WriteLine("  dotnet [--filter '*' and other arguments of BenchmarkDotNet]");
    Console.Error.WriteLine("      the same comparisons by BenchmarkDotNet with its memory diagnoser");
    return 2;
}
