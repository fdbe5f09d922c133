using HealthKit.EntityFrameworkCore.Commands;
using HealthKit.EntityFrameworkCore.Contexts;
using HealthKit.Evidence;
using HealthKit.Migrations;
using HealthKit.Sources;
using Microsoft.Extensions.Options;

namespace HealthKit.EntityFrameworkCore.Migrations;

/// <summary>States the migrations of every context: read from the classes, held against the database's history and the size of its tables.</summary>
internal sealed class MigrationSource(
    ContextRegistry contexts, ModelTable models, MigrationReader reader, IEnumerable<IMigrationDatabase> databases, IOptions<EntityFrameworkCoreAuditOptions> options, TimeProvider time) : IEvidenceSource
{
    /// <inheritdoc/>
    public string Name => "entityFramework.migrations";

    /// <inheritdoc/>
    public IReadOnlyList<Type> Kinds { get; } = [typeof(MigrationEvidence)];

    /// <inheritdoc/>
    public TimeSpan Interval { get; } = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public TimeSpan Timeout { get; } = TimeSpan.FromMinutes(2);

    /// <inheritdoc/>
    public async ValueTask<EvidenceReading> ReadAsync(CancellationToken cancellationToken)
    {
        var registered = contexts.All();
        var (classes, unreadable) = MigrationClasses.Find(registered);
        var places = new List<MigrationPlace>(unreadable.Select(static assembly => new MigrationPlace
        {
            Name = assembly,
            Unreadable = "Not every type of it could be loaded; publish the assemblies that it references, or attest how migrations are reviewed.",
        }));
        var findings = new List<MigrationFinding>();
        var seen = models.All.Select(static model => model.Key).ToHashSet();
        foreach (var group in classes.GroupBy(static migration => migration.Context))
        {
            var context = registered.FirstOrDefault(context => context.Type == group.Key);
            if (context is null && !seen.Contains(group.Key))
            {
                // Neither registered nor seen at work: a tool's context, or a library's that the host does not use.
                places.Add(new MigrationPlace { Name = $"{group.Key.Name} (not in use)", Migrations = group.Count() });
                continue;
            }

            var surroundings = await SurroundingsAsync(context, cancellationToken).ConfigureAwait(false);
            var migrations = group.Select(migration => reader.Read(
                migration, context?.Provider ?? EntityFrameworkInstruments.PostgresProvider, options.Value.AcknowledgedMigrations.TryGetValue(migration.Id, out var reason) ? reason : null)).ToArray();
            var risky = MigrationAssessment.Of(migrations, surroundings).ToArray();
            findings.AddRange(risky);
            places.Add(new MigrationPlace
            {
                Name = group.Key.Name,
                Migrations = migrations.Length,
                Operations = migrations.Sum(static migration => migration.Result.Statements),
                Unreadable = Obstacle(context, surroundings, risky.Length),
            });
        }

        // Contexts without a migration class: others may apply their schema, and that is said where somebody looked for it.
        places.AddRange(registered.Where(context => context.Relational is not null && classes.All(migration => migration.Context != context.Type))
            .Select(static context => new MigrationPlace { Name = context.Type.Name }));
        return EvidenceReading.Of(new MigrationEvidence
        {
            ObservedAt = time.GetUtcNow(),
            MaxAge = TimeSpan.FromMinutes(15),
            Places = places,
            AssembliesLookedThrough = unreadable.Count == 0,
            Findings = findings,
        });
    }

    private async Task<MigrationSurroundings> SurroundingsAsync(RegisteredContext? context, CancellationToken cancellationToken)
    {
        if (context?.Relational is not { } relational)
        {
            return MigrationSurroundings.Unknown;
        }

        var history = new MigrationHistory(
            relational.MigrationsHistoryTableSchema, relational.MigrationsHistoryTableName ?? EntityFrameworkInstruments.HistoryTable, EntityFrameworkInstruments.HistoryColumn, null);
        var source = ContextDataSources.SourceOf(relational);
        var text = source is null ? relational.ConnectionString ?? relational.Connection?.ConnectionString : null;
        foreach (var database in databases)
        {
            if (await database.ReadAsync(text, source, history, cancellationToken).ConfigureAwait(false) is { } surroundings)
            {
                return surroundings;
            }
        }

        return MigrationSurroundings.Unknown;
    }

    // Where nothing is risky, it does not matter which are applied.
    private string? Obstacle(RegisteredContext? context, MigrationSurroundings surroundings, int findings) =>
        context is { Provider: not null and not EntityFrameworkInstruments.PostgresProvider } ? $"Its provider is {context.Provider}; what locks a table there is not known. Attest how its migrations are reviewed."
        : context is null || findings == 0 ? null
        : context.Unreadable is { } reason ? $"Which of its migrations are applied is not known: {reason}. Register it with options that need no request, or acknowledge what is safe."
        : surroundings.Unreadable is { } unreadable ? $"Which of its migrations are applied is not known: {unreadable}"
        : surroundings.Applied is null && !databases.Any() ? "Which of its migrations are applied is not known. Add the package HealthKit.Npgsql and call AddHealthAudit().AddNpgsql()."
        : null;
}
