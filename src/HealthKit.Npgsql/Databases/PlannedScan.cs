using HealthKit.Npgsql.Sql;

namespace HealthKit.Npgsql.Databases;

/// <summary>A sequential scan with a filter in a plan.</summary>
/// <param name="Table">The table as the catalog has it, not quoted.</param>
/// <param name="Columns">Columns of an index for its filter, quoted; null when none follows.</param>
internal sealed record PlannedScan(TableName Table, string? Columns);
