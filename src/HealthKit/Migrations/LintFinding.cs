using HealthKit.Evidence;

namespace HealthKit.Migrations;

/// <summary>One risk in a script.</summary>
/// <param name="Risk">Its kind.</param>
/// <param name="Rule">The rule that found it.</param>
/// <param name="Table">The table as written, without quotes; null where none is named.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Remedy">What replaces it, ready to paste; null where nothing follows from the statement.</param>
internal sealed record LintFinding(MigrationRisk Risk, string Rule, string? Table, int Line, string? Remedy);
