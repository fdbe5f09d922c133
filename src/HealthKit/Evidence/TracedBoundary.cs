namespace HealthKit.Evidence;

/// <summary>One kind of service boundary that requests cross, and whether anybody but HealthKit listens to its traces.</summary>
public sealed record TracedBoundary
{
    /// <summary>The boundary: "incoming HTTP", "outbound HTTP", "PostgreSQL", "Redis", …</summary>
    public required string Name { get; init; }

    /// <summary>Crossings since start, HealthKit's own apart; zero means not in use.</summary>
    public long Crossings { get; init; }

    /// <summary>The activity source that traces it; null where the library has none (StackExchange.Redis without instrumentation).</summary>
    public string? ActivitySource { get; init; }

    /// <summary>What a twin of the source answered to HasListeners; null where HealthKit listens to the source itself.</summary>
    public bool? HasForeignListener { get; init; }

    /// <summary>Where HealthKit listens itself: activities that it declined.</summary>
    public long Declined { get; init; }

    /// <summary>How many of those started all the same, for somebody else.</summary>
    public long DeclinedButStarted { get; init; }

    /// <summary>True when somebody else listens, false when nobody does (none of 20 declined activities started), null while neither is known.</summary>
    public bool? IsListenedTo => (HasForeignListener, DeclinedButStarted, Declined) switch
    {
        ({ } known, _, _) => known,
        (null, > 0, _) => true,
        (null, _, >= 20) => false,
        _ => null,
    };
}
