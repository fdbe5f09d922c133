using HealthKit.Benchmarks.Comparisons;

namespace HealthKit.Benchmarks.Queries;

/// <summary>What following one pooled connection from its open to its close costs, on the real driver: no byte goes to the server for either.</summary>
internal static class ConnectionComparison
{
    public const string OneARequest = "one a request";
    public const string FiveARequest = "five a request";
    public const string Direct = "empty logger, called directly";

    public static Comparison Definition { get; } = new()
    {
        Name = "connections",
        Summary = $"One pooled connection opened and closed (connection string of a PostgreSQL in {RequestWorkload.Setting}).",
        Parts = [OneARequest, FiveARequest],
        Variants =
        [
            new(CommandComparison.Bare, "nothing: logging without a provider"),
            new(CommandComparison.Listener, "nothing, but has the driver's events logged to it: what the driver and Microsoft.Extensions.Logging do for whoever listens"),
            new(Direct, "the same by a logger that the driver calls itself, before the host's logging"),
            new(CommandComparison.HealthKit, "who holds which connection for how long, and what the request left open"),
        ],
        StartAsync = static async (part, variant) => await ConnectionWorkload.StartAsync(part, variant),
    };
}
