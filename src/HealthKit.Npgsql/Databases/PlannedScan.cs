namespace HealthKit.Npgsql.Databases;

/// <summary>A sequential scan in a plan.</summary>
/// <param name="Table">Schema and table, quoted as the catalog quotes them.</param>
/// <param name="CandidateIndex">An index for its filter, ready to paste; null when none follows.</param>
/// <param name="UnderLimit">True when a LIMIT may end it before the table does.</param>
internal sealed record PlannedScan(string Table, string? CandidateIndex, bool UnderLimit);
