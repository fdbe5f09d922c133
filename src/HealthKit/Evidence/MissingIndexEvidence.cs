namespace HealthKit.Evidence;

/// <summary>A foreign key that no usable index serves.</summary>
/// <param name="Table">Schema and table.</param>
/// <param name="Columns">The columns, comma-separated.</param>
/// <param name="EstimatedRows">The planner's row estimate.</param>
/// <param name="CreateIndex">The statement that mends it.</param>
public sealed record MissingIndexEvidence(string Table, string Columns, long EstimatedRows, string CreateIndex);
