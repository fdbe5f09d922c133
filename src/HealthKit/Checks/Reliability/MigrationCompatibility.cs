using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    public static readonly Check MigrationCompatibility = new()
    {
        Id = "7.7",
        Section = Section.Reliability,
        Title = "Migrations leave the running release working",
        Threshold = "non-breaking schema changes",
        Severity = Severity.High,
        Remedy = "Split the migration named above: expand (add the new column, nullable or with a default), release, copy, release, and contract (drop the old one) last, acknowledged as the contract phase.",
        AppliesTo = Absences.Migrations,
        Attestable = true,
        Judge = Judge.From<MigrationEvidence>(static (migrations, limits) =>
        {
            var source = migrations.IsBuildTime ? VerdictSource.Built : VerdictSource.Inspected;
            var breaking = RecentMigrations.Of(migrations, MigrationRisk.Breaking, limits.AsOf);
            var unclassified = RecentMigrations.Of(migrations, MigrationRisk.Unclassified, limits.AsOf);
            var operations = migrations.Places.Sum(static place => (long)place.Operations);
            if (breaking.Open.Count > 0)
            {
                IReadOnlyList<Offender> offenders = [.. breaking.Open.Select(RecentMigrations.AsOffender)];
                return Verdict.Fail(source, $"{Units.Count(offenders.Count, "breaking operation")} in {RecentMigrations.Scope(migrations)} (limit 0); {offenders[0].Subject}: {offenders[0].Observed}.", offenders, operations);
            }

            IReadOnlyList<Offender> doubtful = [.. breaking.Undecided.Concat(unclassified.Open).Concat(unclassified.Undecided).Select(RecentMigrations.AsOffender)];
            return migrations.Places.FirstOrDefault(static place => place.Unreadable is not null) is { } blind ? Verdict.Blind($"{blind.Name}: {blind.Unreadable}")
                : breaking.Undecided.Count > 0 ? Verdict.Blind("Whether these breaking operations were applied within 30 days is not known: let HealthKit read the migrations history, or acknowledge them.", offenders: doubtful)
                : doubtful.Count > 0 ? Verdict.Blind("These operations could not be classified: review them, and acknowledge what is safe.", offenders: doubtful)
                : operations == 0 ? Verdict.Blind(migrations.Places.Count == 0 ? "No migrations were looked for." : $"{Unfound(migrations)}; others may lie in files that nobody looked through.")
                : Verdict.Pass(source, $"No breaking operation pending or applied within 30 days, of {RecentMigrations.Scope(migrations)}{(breaking.Acknowledged.Count == 0 ? "" : $"; {Units.Count(breaking.Acknowledged.Count, "operation")} acknowledged: {string.Join(", ", breaking.Acknowledged.Select(static finding => $"{finding.Migration} ({finding.Acknowledged})"))}")}.", operations);
        }),
    };

    private static string Unfound(MigrationEvidence migrations) => string.Join("; ", migrations.Places.GroupBy(static place => place.Migrations > 0)
        .Select(static group => $"{(group.Key ? "No operation was looked at of the migrations" : "No migration was found")} in {string.Join(", ", group.Select(static place => place.Name))}"));
}
