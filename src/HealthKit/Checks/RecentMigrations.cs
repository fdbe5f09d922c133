using HealthKit.Evidence;

namespace HealthKit.Checks;

/// <summary>The migrations that a running release still has to live with: pending ones, and those applied within 30 days.</summary>
internal sealed record RecentMigrations
{
    private static readonly TimeSpan Recent = TimeSpan.FromDays(30);

    // Where the history keeps no time, a migration was applied some time after it was written: only a multiple of the span proves it old.
    private static readonly TimeSpan SurelyOld = TimeSpan.FromDays(90);

    /// <summary>Findings that count and that nobody acknowledged, largest table first.</summary>
    public required IReadOnlyList<MigrationFinding> Open { get; init; }

    /// <summary>Findings of which nothing tells whether they count: neither state nor a date.</summary>
    public required IReadOnlyList<MigrationFinding> Undecided { get; init; }

    /// <summary>Findings that count, but that a person acknowledged.</summary>
    public required IReadOnlyList<MigrationFinding> Acknowledged { get; init; }

    public static RecentMigrations Of(MigrationEvidence evidence, MigrationRisk risk, DateTimeOffset asOf)
    {
        var findings = evidence.Findings.Where(finding => finding.Risk == risk).OrderByDescending(static finding => finding.EstimatedRows ?? 0).ToLookup(finding => Counts(finding, asOf));
        return new RecentMigrations
        {
            Open = [.. findings[true].Where(static finding => finding.Acknowledged is null)],
            Undecided = [.. findings[null].Where(static finding => finding.Acknowledged is null)],
            Acknowledged = [.. findings[true].Concat(findings[null]).Where(static finding => finding.Acknowledged is not null)],
        };
    }

    public static Offender AsOffender(MigrationFinding finding) => new(
        finding.Location ?? finding.Migration,
        $"{finding.Rule}{(finding.Table is null ? "" : $" on {finding.Table}")}{(finding.EstimatedRows is { } rows ? $", about {Units.Count(rows, "row")}" : "")}, {Words(finding)} in {finding.Migration}",
        finding.Remedy);

    /// <summary>What was looked at, in words.</summary>
    public static string Scope(MigrationEvidence evidence)
    {
        var places = evidence.Places.Where(static place => place.Migrations > 0).ToList();
        return $"{Units.Count(evidence.Places.Sum(static place => place.Operations), "operation")} of {Units.Count(places.Sum(static place => place.Migrations), "migration")}{(places.Count == 0 ? "" : $" in {string.Join(", ", places.Select(static place => place.Name))}")}";
    }

    private static bool? Counts(MigrationFinding finding, DateTimeOffset asOf) => finding switch
    {
        { State: MigrationState.Pending } => true,
        { AppliedAt: { } applied } => asOf - applied <= Recent,
        { WrittenAt: { } written } when asOf - written <= Recent => true,
        { State: MigrationState.Applied, WrittenAt: { } written } when asOf - written > SurelyOld => false,
        _ => null,
    };

    private static string Words(MigrationFinding finding) => finding.State switch
    {
        MigrationState.Pending => "pending",
        MigrationState.Applied => "applied",
        _ => "pending or applied",
    };
}
