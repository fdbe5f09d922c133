namespace HealthKit.Migrations;

/// <summary>One migration and what is risky in it.</summary>
/// <param name="Id">Its id or file name.</param>
/// <param name="Result">What was seen.</param>
/// <param name="File">The file that lines count in; null without one.</param>
/// <param name="Acknowledged">The reason with which a person accepted it; null when nobody did.</param>
internal sealed record LintedMigration(string Id, LintResult Result, string? File, string? Acknowledged);
