using System.Globalization;
using HealthKit.Evidence;

namespace HealthKit.Migrations;

/// <summary>Brings what is risky in migrations together with what the database says of them.</summary>
internal static class MigrationAssessment
{
    private static readonly string[] DateForms = ["yyyyMMddHHmmss", "yyyyMMddHHmm", "yyyyMMdd"];

    /// <summary>The findings of one place.</summary>
    public static IEnumerable<MigrationFinding> Of(IReadOnlyList<LintedMigration> migrations, MigrationSurroundings surroundings)
    {
        // What an earlier pending migration creates is used by nobody when a later one changes it.
        var pendingTables = new HashSet<string>(StringComparer.Ordinal);
        foreach (var migration in migrations.OrderBy(static migration => migration.Id, StringComparer.Ordinal))
        {
            var entry = surroundings.EntryOf(migration.Id);
            var state = surroundings.Applied is null ? MigrationState.Unknown : entry is null ? MigrationState.Pending : MigrationState.Applied;
            foreach (var finding in migration.Result.Findings)
            {
                if (state != MigrationState.Pending || finding.Table is null || !pendingTables.Contains(finding.Table))
                {
                    yield return Describe(migration, finding, state, entry?.Value, surroundings);
                }
            }

            if (state == MigrationState.Pending)
            {
                pendingTables.UnionWith(migration.Result.CreatedTables);
            }
        }
    }

    /// <summary>When a migration was written, by a date that its name begins with; null without one.</summary>
    public static DateTimeOffset? WrittenAt(string id)
    {
        var digits = string.Concat(id.SkipWhile(static c => c is 'V' or 'v').TakeWhile(char.IsAsciiDigit));
        foreach (var form in DateForms)
        {
            if (digits.Length == form.Length && DateTimeOffset.TryParseExact(digits, form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
            {
                return date;
            }
        }

        return null;
    }

    private static MigrationFinding Describe(LintedMigration migration, LintFinding finding, MigrationState state, DateTimeOffset? appliedAt, MigrationSurroundings surroundings) => new()
    {
        Risk = finding.Risk,
        Rule = finding.Rule,
        Migration = migration.Id,
        Location = migration.File is null ? null : $"{migration.File}:{finding.Line.ToString(CultureInfo.InvariantCulture)}",
        Table = finding.Table,
        EstimatedRows = surroundings.RowsOf(finding.Table),
        Remedy = finding.Remedy,
        State = state,
        AppliedAt = appliedAt,
        WrittenAt = WrittenAt(migration.Id),
        Acknowledged = migration.Acknowledged,
    };
}
