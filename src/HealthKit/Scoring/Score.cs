namespace HealthKit.Scoring;

/// <summary>The whole score. Percentages are floored to 0.1; the band is taken from the unrounded figure.</summary>
public sealed record Score
{
    /// <summary>Checks that pass.</summary>
    public required int Points { get; init; }

    /// <summary>Checks that apply, unknown ones included.</summary>
    public required int Applicable { get; init; }

    /// <summary>All checks: 71.</summary>
    public required int Maximum { get; init; }

    /// <summary>100 × points ÷ applicable; null when nothing applies.</summary>
    public required double? Percent { get; init; }

    /// <summary>100 × points ÷ 71, the checklist's own total.</summary>
    public required double StrictPercent { get; init; }

    /// <summary>100 × decided (pass, warn, fail) ÷ applicable; null when nothing applies.</summary>
    public required double? CoveragePercent { get; init; }

    /// <summary>Points that HealthKit verified itself.</summary>
    public required int Verified { get; init; }

    /// <summary>Points that rest on somebody's statement.</summary>
    public required int Attested { get; init; }

    /// <summary>The band in words.</summary>
    public required string Band { get; init; }

    /// <summary>True below 80 % coverage: the score may still move between <see cref="LowestPercent"/> and <see cref="HighestPercent"/>.</summary>
    public required bool Provisional { get; init; }

    /// <summary>The score if every unknown check turned out unmet.</summary>
    public required double? LowestPercent { get; init; }

    /// <summary>The score if every unknown check turned out met.</summary>
    public required double? HighestPercent { get; init; }
}
