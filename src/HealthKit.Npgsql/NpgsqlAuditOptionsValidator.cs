using Microsoft.Extensions.Options;

namespace HealthKit.Npgsql;

/// <summary>Refuses options out of range, naming the setting and the range.</summary>
internal sealed class NpgsqlAuditOptionsValidator : IValidateOptions<NpgsqlAuditOptions>
{
    private const string Name = nameof(NpgsqlAuditOptions);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, NpgsqlAuditOptions options)
    {
        List<string> errors = [];
        if (options.DatabaseCpuCores is < 1 or > 1_024)
        {
            errors.Add($"{Name}.{nameof(options.DatabaseCpuCores)} is {options.DatabaseCpuCores}; it must be between 1 and 1024, or null.");
        }

        if (options.Instances is < 1 or > 10_000)
        {
            errors.Add($"{Name}.{nameof(options.Instances)} is {options.Instances}; it must be between 1 and 10000.");
        }

        if (options.ReadyTimeout < TimeSpan.FromMilliseconds(100) || options.ReadyTimeout > TimeSpan.FromSeconds(30))
        {
            errors.Add($"{Name}.{nameof(options.ReadyTimeout)} is {options.ReadyTimeout}; it must be between 100 ms and 30 s.");
        }

        if (options.RequiredDatabases.Any(string.IsNullOrWhiteSpace))
        {
            errors.Add($"{Name}.{nameof(options.RequiredDatabases)} holds an empty name; name a database, a data source or its key.");
        }

        if (options.MigrationFolders.Any(string.IsNullOrWhiteSpace))
        {
            errors.Add($"{Name}.{nameof(options.MigrationFolders)} holds an empty path; name a folder of .sql files.");
        }

        foreach (var (migration, _) in options.AcknowledgedMigrations.Where(static pair => string.IsNullOrWhiteSpace(pair.Value)))
        {
            errors.Add($"{Name}.{nameof(options.AcknowledgedMigrations)}: {migration} has no reason; say why it is safe.");
        }

        if (string.IsNullOrWhiteSpace(options.QueryLedgerPath))
        {
            errors.Add($"{Name}.{nameof(options.QueryLedgerPath)} is empty; it must be the path of a file, which need not exist.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
