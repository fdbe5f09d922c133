namespace HealthKit.Checks;

/// <summary>One subject that keeps a check from passing.</summary>
/// <param name="Subject">The route, table and column, pool, client, key prefix, or member with file and line.</param>
/// <param name="Observed">What was seen of it, with units and the limit.</param>
/// <param name="Remedy">What mends this one, ready to paste; null where the check's own remedy serves.</param>
public sealed record Offender(string Subject, string Observed, string? Remedy = null);
