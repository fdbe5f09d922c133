namespace HealthKit.Evidence;

/// <summary>One kind of service boundary that requests cross, and whether anybody but HealthKit traces it.</summary>
public sealed record TracedBoundary
{
    private const int EnoughToMissNone = 20;

    /// <summary>The boundary: "incoming HTTP", "outbound HTTP", "PostgreSQL", "Redis", …</summary>
    public required string Name { get; init; }

    /// <summary>Crossings since start, HealthKit's own apart; zero means not in use, or not counted.</summary>
    public long Crossings { get; init; }

    /// <summary>The activity source that traces it; null where the library has none and no instrumentation's was seen (StackExchange.Redis).</summary>
    public string? ActivitySource { get; init; }

    /// <summary>What a twin of the source answered to HasListeners; null where HealthKit listens to the source itself.</summary>
    public bool? HasForeignListener { get; init; }

    /// <summary>
    /// Crossings that a tracer would have recorded: they happened below a recorded activity, or where no source had made any, and HealthKit asked
    /// for none of their data itself. Null where single crossings cannot be looked at, so that the listener alone decides.
    /// </summary>
    public long? Watched { get; init; }

    /// <summary>How many of those somebody else recorded.</summary>
    public long Recorded { get; init; }

    /// <summary>
    /// True when somebody else traces it: a crossing was recorded, or there is a listener where crossings cannot be looked at. False when nobody
    /// listens, or none of 20 watched crossings was recorded. Null while neither is known.
    /// </summary>
    public bool? IsTraced => (HasForeignListener, Recorded, Watched) switch
    {
        (_, > 0, _) => true,
        (false, _, _) => false,
        (_, _, >= EnoughToMissNone) => false,
        (true, _, null) => true,
        _ => null,
    };
}
