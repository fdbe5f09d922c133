namespace HealthKit.Evidence;

/// <summary>One operation of a migration that carries a risk.</summary>
public sealed record MigrationFinding
{
    /// <summary>The kind of risk; an operation with two risks is two findings.</summary>
    public required MigrationRisk Risk { get; init; }

    /// <summary>The rule that found it: "drop-column", "index-not-concurrent", …</summary>
    public required string Rule { get; init; }

    /// <summary>The migration's id or file name.</summary>
    public required string Migration { get; init; }

    /// <summary>File and line, or null without sources.</summary>
    public string? Location { get; init; }

    /// <summary>Schema and table; null where the operation names none.</summary>
    public string? Table { get; init; }

    /// <summary>The table's rows as the catalog estimates them; null when unknown.</summary>
    public long? EstimatedRows { get; init; }

    /// <summary>What replaces it, ready to paste; null where nothing follows from the operation.</summary>
    public string? Remedy { get; init; }

    /// <summary>Whether it has been applied.</summary>
    public MigrationState State { get; init; }

    /// <summary>When it was applied; null when pending, or where the history keeps no time (EF Core's does not).</summary>
    public DateTimeOffset? AppliedAt { get; init; }

    /// <summary>When it was written, by its id or its commit: it was applied no earlier. Null when unknown.</summary>
    public DateTimeOffset? WrittenAt { get; init; }

    /// <summary>The reason with which a person accepted it, for example as the contract phase of a change; null when nobody did.</summary>
    public string? Acknowledged { get; init; }
}
