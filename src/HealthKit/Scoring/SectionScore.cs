namespace HealthKit.Scoring;

/// <summary>The score of one section.</summary>
public sealed record SectionScore
{
    /// <summary>The section's number.</summary>
    public required int Number { get; init; }

    /// <summary>The section's name.</summary>
    public required string Name { get; init; }

    /// <summary>Checks that pass.</summary>
    public required int Points { get; init; }

    /// <summary>Checks that apply.</summary>
    public required int Applicable { get; init; }

    /// <summary>All checks of the section.</summary>
    public required int Maximum { get; init; }

    /// <summary>100 × points ÷ applicable, floored to 0.1; null when nothing applies.</summary>
    public required double? Percent { get; init; }
}
