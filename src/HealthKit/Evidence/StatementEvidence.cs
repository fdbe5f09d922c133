namespace HealthKit.Evidence;

/// <summary>One statement, whatever its literals and parameters.</summary>
public sealed record StatementEvidence
{
    /// <summary>A stable hash of the normalised text, in hexadecimal.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The normalised text; literals and parameters are replaced by "?".</summary>
    public required string Text { get; init; }

    /// <summary>The routes that ran it, busiest first.</summary>
    public IReadOnlyList<string> Routes { get; init; } = [];

    /// <summary>Calls since start; sampled statements weighted to all calls.</summary>
    public long Calls { get; init; }

    /// <summary>Calls in the last 24 h.</summary>
    public long CallsLastDay { get; init; }

    /// <summary>Time to the first response.</summary>
    public required CoarseLatencyDistribution Latency { get; init; }

    /// <summary>Time spent since start, weighted to all calls.</summary>
    public TimeSpan TotalTime { get; init; }

    /// <summary>When it was first seen.</summary>
    public DateTimeOffset FirstSeen { get; init; }

    /// <summary>Sampled calls whose text was examined for literals.</summary>
    public long TextsExamined { get; init; }

    /// <summary>Distinct request values found inside its literals: proof of concatenation from ten on.</summary>
    public int TaintedValues { get; init; }

    /// <summary>Distinct raw texts with string literals and no parameter in their place.</summary>
    public int LiteralVariants { get; init; }

    /// <summary>False for what has no plan of its own: session and transaction control, CALL, DO, COPY.</summary>
    public bool IsPlannable { get; init; } = true;

    /// <summary>True when an object-relational mapper generated it.</summary>
    public bool Generated { get; init; }

    /// <summary>The routes whose texts differed in their literals, worst first: a parameterized twin of the same shape on another route is none of them.</summary>
    public IReadOnlyList<string> LiteralRoutes { get; init; } = [];
}
