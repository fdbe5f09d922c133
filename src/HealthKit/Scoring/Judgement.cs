using HealthKit.Checks;

namespace HealthKit.Scoring;

/// <summary>A check and what it came to: all that scoring sees.</summary>
/// <param name="Check">The check.</param>
/// <param name="Verdict">Its verdict, attestations applied.</param>
/// <param name="ObservedAt">When the oldest evidence behind it was observed; null without evidence.</param>
public sealed record Judgement(Check Check, Verdict Verdict, DateTimeOffset? ObservedAt);
