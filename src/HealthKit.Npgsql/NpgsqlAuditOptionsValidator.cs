using HealthKit.Hosting;
using Microsoft.Extensions.Options;

namespace HealthKit.Npgsql;

/// <summary>Refuses options out of range, naming the setting and the range.</summary>
internal sealed class NpgsqlAuditOptionsValidator : IValidateOptions<NpgsqlAuditOptions>
{
    private const string Section = "HealthAudit:Npgsql";

    /// <summary>The settings' ranges.</summary>
    public static SettingRanges<NpgsqlAuditOptions> Ranges { get; } = new SettingRanges<NpgsqlAuditOptions>(Section)
        .Add(nameof(NpgsqlAuditOptions.DatabaseCpuCores), 1, 1_024, static options => options.DatabaseCpuCores)
        .Add(nameof(NpgsqlAuditOptions.Instances), 1, 10_000, static options => options.Instances)
        .Add(nameof(NpgsqlAuditOptions.ReadyTimeout), TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30), static options => options.ReadyTimeout);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, NpgsqlAuditOptions options)
    {
        List<string> errors = [.. Ranges.Problems(options)];
        if (options.RequiredDatabases.Any(string.IsNullOrWhiteSpace))
        {
            errors.Add($"{Section}:{nameof(options.RequiredDatabases)}: it holds an empty name; name a database, a data source or its key.");
        }

        if (options.MigrationFolders.Any(string.IsNullOrWhiteSpace))
        {
            errors.Add($"{Section}:{nameof(options.MigrationFolders)}: it holds an empty path; name a folder of .sql files.");
        }

        foreach (var (migration, _) in options.AcknowledgedMigrations.Where(static pair => string.IsNullOrWhiteSpace(pair.Value)))
        {
            errors.Add($"{Section}:{nameof(options.AcknowledgedMigrations)}: {migration} has no reason; say why it is safe.");
        }

        if (string.IsNullOrWhiteSpace(options.QueryLedgerPath))
        {
            errors.Add($"{Section}:{nameof(options.QueryLedgerPath)}: it is empty; it must be the path of a file, which need not exist.");
        }

        return OptionProblems.Result(errors);
    }
}
