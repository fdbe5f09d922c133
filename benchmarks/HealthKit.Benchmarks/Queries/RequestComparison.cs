using HealthKit.Benchmarks.Comparisons;

namespace HealthKit.Benchmarks.Queries;

/// <summary>One request with five queries on a real PostgreSQL, named by the environment variable HEALTHKIT_BENCHMARK_POSTGRES.</summary>
internal static class RequestComparison
{
    public static Comparison Definition { get; } = new()
    {
        Name = "queries",
        Summary = $"One request with five queries on a real PostgreSQL (connection string in {RequestWorkload.Setting}).",
        Parts = ["postgresql"],
        Variants =
        [
            new(CommandComparison.Bare, "nothing"),
            new(CommandComparison.HealthKit, "AddHealthAudit().AddNpgsql(): the request, its round trips, sampled statements, pools and custody"),
            new(CommandComparison.OpenTelemetry, "AddAspNetCoreInstrumentation() and AddNpgsql() traces, recorded; no exporter"),
        ],
        OperationsPerSlice = 50,
        StartAsync = static async (_, variant) => await RequestWorkload.StartAsync(variant),
    };
}
