using HealthKit.Migrations;

namespace HealthKit.Npgsql.Migrations;

/// <summary>The .sql migrations of one folder.</summary>
internal static class SqlFolder
{
    private const long LongestFile = 4 * 1024 * 1024;
    private const int MostFiles = 10_000;

    // A comment anywhere in the file accepts it, with the reason in the report.
    private const string Mark = "healthkit: acknowledged";

    /// <summary>Reads and lints them; null where there is no such folder.</summary>
    public static async Task<IReadOnlyList<LintedMigration>?> ReadAsync(
        string folder, string shown, IReadOnlyDictionary<string, string> acknowledged, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
        {
            return null;
        }

        var migrations = new List<LintedMigration>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.sql", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Take(MostFiles))
        {
            var name = Path.GetFileName(file);
            var place = $"{shown}/{Path.GetRelativePath(folder, file).Replace('\\', '/')}";
            if (new FileInfo(file).Length > LongestFile)
            {
                migrations.Add(new LintedMigration(name, new LintResult([new LintFinding(Evidence.MigrationRisk.Unclassified, "overlong-file", null, 1, null)], 1, []), place, acknowledged.GetValueOrDefault(name)));
                continue;
            }

            var sql = await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false);
            migrations.Add(new LintedMigration(name, MigrationLinter.Lint(sql), place, acknowledged.GetValueOrDefault(name) ?? Acknowledgement(sql)));
        }

        return migrations;
    }

    private static string? Acknowledgement(string sql)
    {
        foreach (var line in sql.AsSpan().EnumerateLines())
        {
            var text = line.TrimStart();
            if (text.StartsWith("--", StringComparison.Ordinal) && text.TrimStart("- ").StartsWith(Mark, StringComparison.OrdinalIgnoreCase))
            {
                var reason = text.TrimStart("- ")[Mark.Length..].Trim(" :").ToString();
                return reason.Length == 0 ? null : reason;
            }
        }

        return null;
    }
}
