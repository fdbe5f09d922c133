namespace HealthKit.Npgsql.Sql;

/// <summary>A table as a statement names it.</summary>
/// <param name="Schema">The schema; null where the search path decides.</param>
/// <param name="Table">The table, folded to lower case unless it was quoted.</param>
internal readonly record struct TableName(string? Schema, string Table);
