namespace HealthKit.Scoring;

/// <summary>One of the things to do first.</summary>
public sealed record ActionItem
{
    /// <summary>The check.</summary>
    public required string Id { get; init; }

    /// <summary>What is wrong.</summary>
    public required string Why { get; init; }

    /// <summary>What to do; begins with a verb.</summary>
    public required string Remedy { get; init; }

    /// <summary>Points that it is likely to bring.</summary>
    public required int Points { get; init; }

    /// <summary>Checks that it is likely to clear, this one first.</summary>
    public required IReadOnlyList<string> Clears { get; init; }

    /// <summary>Sections that it is likely to improve, by number.</summary>
    public required IReadOnlyList<int> Sections { get; init; }
}
