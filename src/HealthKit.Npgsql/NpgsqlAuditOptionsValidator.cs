using HealthKit.Hosting;
using Microsoft.Extensions.Options;

namespace HealthKit.Npgsql;

/// <summary>Refuses options out of range, naming the setting and the range.</summary>
internal sealed class NpgsqlAuditOptionsValidator : IValidateOptions<NpgsqlAuditOptions>
{
    private const string Section = "HealthAudit:Npgsql";

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, NpgsqlAuditOptions options)
    {
        List<string> errors = [];
        if (options.DatabaseCpuCores is < 1 or > 1_024)
        {
            errors.Add($"{Section}:{nameof(options.DatabaseCpuCores)}: {options.DatabaseCpuCores} is outside the allowed range 1 to 1024.");
        }

        if (options.Instances is < 1 or > 10_000)
        {
            errors.Add($"{Section}:{nameof(options.Instances)}: {options.Instances} is outside the allowed range 1 to 10000.");
        }

        if (options.ReadyTimeout < TimeSpan.FromMilliseconds(100) || options.ReadyTimeout > TimeSpan.FromSeconds(30))
        {
            errors.Add($"{Section}:{nameof(options.ReadyTimeout)}: {options.ReadyTimeout} is outside the allowed range 100 ms to 30 s{OptionProblems.TimeFormat}.");
        }

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
