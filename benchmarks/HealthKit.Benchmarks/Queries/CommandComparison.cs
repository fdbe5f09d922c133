using HealthKit.Benchmarks.Comparisons;

namespace HealthKit.Benchmarks.Queries;

/// <summary>What watching one database command costs, without the database: the driver's instruments as the driver uses them, and whoever listens.</summary>
internal static class CommandComparison
{
    public const string Counted = "counted";
    public const string Sampled = "sampled";
    public const string Bare = "bare";
    public const string HealthKit = "HealthKit";
    public const string Listener = "empty listener";
    public const string OpenTelemetry = "OpenTelemetry";

    public static IReadOnlyList<Variant> Variants { get; } =
    [
        new(Bare, "nothing: nobody listens"),
        new(HealthKit, "round trips of the request; of sampled ones the statement, its time to the first response and its literals"),
        new(Listener, "nothing, but asks for the data that HealthKit asks for: what the driver and the runtime do for whoever looks at a command"),
        new(OpenTelemetry, "AddNpgsql(): a recorded span for every command; no exporter"),
    ];

    public static Comparison Definition { get; } = new()
    {
        Name = "commands",
        Summary = "One database command, counted and sampled, without the database.",
        Parts = [Counted, Sampled],
        Variants = Variants,
        // A counted command costs a fraction of a span. A sampled one does more than a span does, but only some hundred of them are sampled in a second.
        Promises = [new(HealthKit, OpenTelemetry, 2.5)],
        StartAsync = static (part, variant) => Task.FromResult<IWorkload>(new CommandWorkload(part, variant)),
    };
}
