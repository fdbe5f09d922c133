using System.Globalization;
using BenchmarkDotNet.Reports;

namespace HealthKit.Benchmarks.Comparisons;

/// <summary>What each variant adds to the baseline, from a summary of BenchmarkDotNet.</summary>
internal static class AddedCosts
{
    public static string Of(Summary summary)
    {
        var table = new TextTable("variant", "part", "added ns", "added B");
        var measured = summary.Reports.Where(static report => report is { Success: true, ResultStatistics: not null }).ToList();
        foreach (var report in measured)
        {
            var baseline = measured.Find(other => Part(other) == Part(report));
            if (baseline is null || ReferenceEquals(baseline, report))
            {
                continue;
            }

            table.Add(
                Parameter(report, nameof(ComparisonBenchmarks.Variant)),
                Part(report),
                (report.ResultStatistics!.Median - baseline.ResultStatistics!.Median).ToString("0", CultureInfo.InvariantCulture),
                (Bytes(report) - Bytes(baseline)).ToString("0", CultureInfo.InvariantCulture));
        }

        return table.ToString();
    }

    private static string Part(BenchmarkReport report) => Parameter(report, nameof(ComparisonBenchmarks.Part));

    private static string Parameter(BenchmarkReport report, string name) => (string)report.BenchmarkCase.Parameters[name];

    private static double Bytes(BenchmarkReport report) => report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0;
}
