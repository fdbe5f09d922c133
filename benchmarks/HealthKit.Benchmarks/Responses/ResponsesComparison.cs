using HealthKit.Benchmarks.Comparisons;

namespace HealthKit.Benchmarks.Responses;

/// <summary>What looking at bodies costs: a request that answers with a list of 4 KB, written to the response as ASP.NET Core writes it.</summary>
internal static class ResponsesComparison
{
    public const string Json = "4 KB of JSON";

    public const string Bare = "bare";
    public const string Unsampled = "HealthKit, not sampled";
    public const string Sampled = "HealthKit, sampled";

    public static Comparison Definition { get; } = new()
    {
        Name = "responses",
        Summary = "One request that answers with 4 KB of JSON: bare, watched, and watched with its body sampled.",
        Parts = [Json],
        Variants =
        [
            new(Bare, "nothing"),
            new(Unsampled, "as every request once the first 2,000 are sampled: latency, status codes, load; the body is sampled ten times a second"),
            new(Sampled, "the same, and size and items of every body"),
        ],
        OperationsPerSlice = 200,
        StartAsync = static async (_, variant) => await ResponsesWorkload.StartAsync(variant),
    };
}
