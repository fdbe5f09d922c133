namespace HealthKit.Sources;

/// <summary>Where a tool writes down which migrations it has applied.</summary>
/// <param name="Schema">The table's schema; null for whichever has it.</param>
/// <param name="Table">The table.</param>
/// <param name="Column">The column of the migration's id or file.</param>
/// <param name="Time">The column of the time; null where the tool keeps none.</param>
internal sealed record MigrationHistory(string? Schema, string Table, string Column, string? Time);
