namespace HealthKit.Migrations;

/// <summary>What the linter saw in a script.</summary>
/// <param name="Findings">The risks, in the script's order.</param>
/// <param name="Statements">Statements looked at.</param>
/// <param name="CreatedTables">Tables that it creates: nobody uses them yet.</param>
internal sealed record LintResult(IReadOnlyList<LintFinding> Findings, int Statements, IReadOnlyCollection<string> CreatedTables);
