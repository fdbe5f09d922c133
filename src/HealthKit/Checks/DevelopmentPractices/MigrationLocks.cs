using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    public static readonly Check MigrationLocks = new()
    {
        Id = "9.4",
        Section = Section.DevelopmentPractices,
        Title = "No recent migration locks a table while the service runs",
        Threshold = "advisory lock audit",
        Severity = Severity.High,
        Attestable = true,
        Remedy = "Rewrite each operation named above so that it does not block (CREATE INDEX CONCURRENTLY; ADD CONSTRAINT … NOT VALID, then VALIDATE; SET lock_timeout = '2s'), or acknowledge it with a reason.",
        AppliesTo = Absences.Migrations,
        Judge = Judge.From<MigrationEvidence>(static (evidence, limits) =>
        {
            var locks = RecentMigrations.Of(evidence, MigrationRisk.Lock, limits.AsOf);
            var unclassified = RecentMigrations.Of(evidence, MigrationRisk.Unclassified, limits.AsOf);
            var unread = evidence.Places.FirstOrDefault(static place => place.Unreadable is not null);
            var undecided = locks.Undecided.Concat(unclassified.Open).Concat(unclassified.Undecided).ToList();
            var source = evidence.IsBuildTime ? VerdictSource.Built : VerdictSource.Inspected;
            var operations = evidence.Places.Sum(static place => place.Operations);
            var observed = $"{Units.Count(locks.Open.Count, "locking operation")} pending or applied within 30 days, {locks.Acknowledged.Count} acknowledged; {RecentMigrations.Scope(evidence)} looked at.";
            var offenders = locks.Open.Select(RecentMigrations.AsOffender).ToList();
            return locks.Open.Any(static finding => finding.EstimatedRows is null or >= SmallTableRows) ? Verdict.Fail(source, observed, offenders, operations)
                : locks.Open.Count > 0 ? Verdict.Warn(source, observed, offenders, operations)
                : unread is not null ? Verdict.Blind($"{unread.Name}: {unread.Unreadable}", observed)
                : undecided.Count > 0 ? Verdict.Blind($"Whether {Units.Count(undecided.Count, "operation")} lock a table that is in use cannot be told.", observed, [.. undecided.Select(RecentMigrations.AsOffender)])
                : operations == 0 ? Verdict.Blind("No operation of a migration was looked at.", observed)
                : Verdict.Pass(source, observed, operations);
        }),
    };
}
