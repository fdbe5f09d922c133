using HealthKit.Benchmarks.Comparisons;

namespace HealthKit.Benchmarks.Caches;

/// <summary>What watching a cache costs: one look-up that finds its value, in the process or on a Redis server.</summary>
internal static class CachesComparison
{
    public const string Hybrid = "HybridCache hit";
    public const string Memory = "IMemoryCache hit";
    public const string Distributed = "IDistributedCache get";
    public const string Redis = "Redis get";

    public const string Bare = "bare";
    public const string HealthKit = "HealthKit";

    /// <summary>A StackExchange.Redis configuration string, for the part that asks a server.</summary>
    public const string ServerVariable = "BENCHMARK_REDIS";

    public static Comparison Definition { get; } = new()
    {
        Name = "caches",
        Summary = $"One look-up that hits, unwatched and watched by HealthKit; with {ServerVariable} set, over Redis too.",
        Parts = [Hybrid, Memory, Distributed, .. Server is null ? (string[])[] : [Redis]],
        Variants =
        [
            new(Bare, "nothing"),
            new(HealthKit, "hits and misses by prefix, fills, absent keys; by route where there is a request"),
        ],
        OperationsPerSlice = Server is null ? 10_000 : 500,
        StartAsync = static (part, variant) => Task.FromResult<IWorkload>(new CachesWorkload(part, variant)),
    };

    public static string? Server => Environment.GetEnvironmentVariable(ServerVariable);
}
