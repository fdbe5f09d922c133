namespace HealthKit.Evidence;

/// <summary>What one attempt of a source gave.</summary>
public sealed record EvidenceReading
{
    /// <summary>A reading without anything.</summary>
    public static EvidenceReading Nothing { get; } = new();

    /// <summary>The records.</summary>
    public IReadOnlyList<EvidenceRecord> Records { get; init; } = [];

    /// <summary>The kinds that could not be read, and why.</summary>
    public IReadOnlyList<EvidenceGap> Gaps { get; init; } = [];

    /// <summary>A reading of records.</summary>
    public static EvidenceReading Of(params IReadOnlyList<EvidenceRecord> records) => new() { Records = records };
}
