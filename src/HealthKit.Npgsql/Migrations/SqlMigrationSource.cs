using HealthKit.Evidence;
using HealthKit.Migrations;
using HealthKit.Npgsql.Databases;
using HealthKit.Sources;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace HealthKit.Npgsql.Migrations;

/// <summary>States the .sql migrations of the folders that the host named, held against the history of whichever tool applies them.</summary>
internal sealed class SqlMigrationSource(DatabaseRegistry registry, IOptions<NpgsqlAuditOptions> options, IHostEnvironment environment, TimeProvider time) : IEvidenceSource
{
    // DbUp, Flyway, Evolve, grate and RoundhousE, as their PostgreSQL parts name them.
    private static readonly MigrationHistory[] Histories =
    [
        new(null, "schemaversions", "scriptname", "applied"),
        new(null, "flyway_schema_history", "script", "installed_on"),
        new(null, "changelog", "name", "installed_on"),
        new(null, "ScriptsRun", "script_name", "entry_date"),
        new(null, "scriptsrun", "script_name", "entry_date"),
    ];

    /// <inheritdoc/>
    public string Name => "postgresql.migrations";

    /// <inheritdoc/>
    public IReadOnlyList<Type> Kinds { get; } = options.Value.MigrationFolders.Count == 0 ? [] : [typeof(MigrationEvidence)];

    /// <inheritdoc/>
    public TimeSpan Interval { get; } = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public TimeSpan Timeout { get; } = TimeSpan.FromMinutes(2);

    /// <inheritdoc/>
    public async ValueTask<EvidenceReading> ReadAsync(CancellationToken cancellationToken)
    {
        var folders = options.Value.MigrationFolders;
        if (folders.Count == 0)
        {
            return EvidenceReading.Nothing;
        }

        var surroundings = await SurroundingsAsync(cancellationToken).ConfigureAwait(false);
        var (places, findings) = (new List<MigrationPlace>(), new List<MigrationFinding>());
        foreach (var folder in folders)
        {
            var shown = folder.Replace('\\', '/').TrimEnd('/');
            var migrations = await SqlFolder.ReadAsync(
                Path.Combine(environment.ContentRootPath, folder), Path.IsPathRooted(folder) ? Path.GetFileName(shown) : shown, options.Value.AcknowledgedMigrations.AsReadOnly(), cancellationToken).ConfigureAwait(false);
            findings.AddRange(MigrationAssessment.Of(migrations ?? [], surroundings));
            places.Add(new MigrationPlace
            {
                Name = shown,
                Migrations = migrations?.Count ?? 0,
                Operations = migrations?.Sum(static migration => migration.Result.Statements) ?? 0,
                Unreadable = migrations is null ? "There is no such folder beside the service; publish it: <Content Include=\"…/*.sql\" CopyToOutputDirectory=\"PreserveNewest\" />."
                    : surroundings.Unreadable is { } reason && findings.Count > 0 ? $"Which of its migrations are applied is not known: {reason}"
                    : null,
            });
        }

        return EvidenceReading.Of(new MigrationEvidence { ObservedAt = time.GetUtcNow(), MaxAge = TimeSpan.FromMinutes(15), Places = places, Findings = findings });
    }

    // The first database with a history that a tool keeps; of others the size of the tables is worth knowing.
    private async Task<MigrationSurroundings> SurroundingsAsync(CancellationToken cancellationToken)
    {
        var first = MigrationSurroundings.Unknown with { Unreadable = "no database was found or seen in use yet." };
        var known = false;
        foreach (var database in registry.All().DistinctBy(static database => (database.Settings.Server, database.Settings.Database)))
        {
            var surroundings = await MigrationDatabase.ReadAsync(registry.Connections, database, Histories, cancellationToken).ConfigureAwait(false);
            if (surroundings.Applied is not null)
            {
                return surroundings;
            }

            (first, known) = known && surroundings.Tables is null ? (first, known) : (surroundings, true);
        }

        return first;
    }
}
