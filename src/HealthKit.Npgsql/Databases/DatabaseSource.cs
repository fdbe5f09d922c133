using System.Collections.Concurrent;
using HealthKit.Evidence;
using HealthKit.Npgsql.Commands;
using HealthKit.Npgsql.Replicas;
using Microsoft.Extensions.Options;

namespace HealthKit.Npgsql.Databases;

/// <summary>Asks each database server for its settings, its catalog and its plans, over one short connection of HealthKit's own.</summary>
internal sealed class DatabaseSource(
    DatabaseRegistry registry,
    DatabaseSignals signals,
    PlanWatch plans,
    ReplicaWatch replicas,
    SessionProbe sessions,
    SelfTest selfTest,
    KnownProxies proxies,
    IOptions<NpgsqlAuditOptions> options,
    AuditSettings settings,
    TimeProvider time) : IEvidenceSource
{
    private const int DatabasesARound = 16;
    private const string BloatCheck = "2.8";
    private const double BloatLimit = 0.2;

    private static readonly TimeSpan OneDatabase = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<string, CatalogWatch> _catalogs = new(StringComparer.Ordinal);
    private Dictionary<string, DatabaseReading> _last = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public string Name => "postgresql.server";

    /// <inheritdoc/>
    public IReadOnlyList<Type> Kinds { get; } = [typeof(DatabaseServerEvidence), typeof(CatalogEvidence), typeof(QueryPlanEvidence), typeof(ReplicaEvidence)];

    /// <inheritdoc/>
    public TimeSpan Interval { get; } = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    public TimeSpan Timeout { get; } = TimeSpan.FromSeconds(25);

    /// <inheritdoc/>
    public async ValueTask<EvidenceReading> ReadAsync(CancellationToken cancellationToken)
    {
        // Pools outside dependency injection are known by what the driver reports.
        SignalHub.ReadPools();
        var databases = registry.All();
        if (databases.Count == 0)
        {
            return Nothing();
        }

        var turn = databases.OrderBy(database => _last.TryGetValue(database.Settings.Key, out var last) ? last.At : DateTimeOffset.MinValue).Take(DatabasesARound).ToArray();
        var fresh = (await OwnWork.RunAsync(
            cancellation => Task.WhenAll(turn.Select(database => ReadAsync(database, cancellation))), cancellationToken).ConfigureAwait(false))
            .ToDictionary(static reading => reading.Database.Settings.Key, StringComparer.Ordinal);
        var readings = databases.Select(database => fresh.GetValueOrDefault(database.Settings.Key) ?? _last.GetValueOrDefault(database.Settings.Key) ?? Waiting(database, databases.Count)).ToArray();
        _last = readings.Where(reading => fresh.ContainsKey(reading.Database.Settings.Key) || _last.ContainsKey(reading.Database.Settings.Key))
            .ToDictionary(static reading => reading.Database.Settings.Key, StringComparer.Ordinal);
        var now = time.GetUtcNow();
        var maxAge = MaxAge + (databases.Count - 1) / DatabasesARound * Interval;

        // A standby's catalog is its primary's.
        var primaries = readings.Where(static reading => reading.Server.IsStandby != true).Select(static reading => reading.Database.SourceKey).ToHashSet(StringComparer.Ordinal);
        var catalogs = readings.Where(reading => reading.Server.IsStandby != true || !primaries.Contains(reading.Database.SourceKey)).ToArray();
        return EvidenceReading.Of(
            new DatabaseServerEvidence { ObservedAt = readings.Min(static reading => reading.At), MaxAge = maxAge, Servers = [.. readings.Select(static reading => reading.Server)] },
            new CatalogEvidence
            {
                ObservedAt = catalogs.Min(static reading => reading.CatalogAt),
                MaxAge = CatalogWatch.Interval + maxAge,
                Databases = [.. catalogs.Select(static reading => reading.Catalog).DistinctBy(static catalog => catalog.Database)],
            },
            plans.Read(now, MaxAge),
            replicas.Read([.. readings.Select(static reading => (reading.Database, reading.Server))], now, MaxAge));
    }

    private async Task<DatabaseReading> ReadAsync(Database database, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(OneDatabase, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            if (database.PasswordUnknown)
            {
                return Unreadable(database, "its password is not known to HealthKit; register an NpgsqlDataSource, put the connection string under ConnectionStrings, or call UseHealthKit() on its builder");
            }

            await selfTest.RunAsync(database, either.Token).ConfigureAwait(false);
            return await AskAsync(database, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Unreadable(database, $"the server gave no answer within {Units.Duration(OneDatabase)}");
        }
#pragma warning disable CA1031 // One database out of reach leaves the others readable; providers and callbacks of the host may throw anything.
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return Unreadable(database, Failure.Describe(exception));
        }
    }

    private async Task<DatabaseReading> AskAsync(Database database, CancellationToken cancellationToken)
    {
        var connection = await database.CreateOwnConnectionAsync(pooled: false, cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            var server = await ServerReader.ReadAsync(connection, database, sessions, options.Value, cancellationToken).ConfigureAwait(false);
            proxies.Note(database, server.Proxy);
            server = server with { Proxy = proxies.Of(database) };
            await plans.AskAsync(connection, database, cancellationToken).ConfigureAwait(false);
            await replicas.AskAsync(connection, database, cancellationToken).ConfigureAwait(false);

            // Last, since measuring indexes takes what time there is.
            var catalog = _catalogs.GetOrAdd(database.Name, _ => new CatalogWatch(database, settings.Limits.GetValueOrDefault(BloatCheck, BloatLimit), time));
            await catalog.AskAsync(connection, cancellationToken).ConfigureAwait(false);
            var (described, at) = catalog.Describe(signals, plans);
            return new DatabaseReading(database, server, described, at, time.GetUtcNow());
        }
    }

    // What was read before the outage is read anew after it: nobody knows what was restored meanwhile.
    private DatabaseReading Unreadable(Database database, string reason)
    {
        _catalogs.TryRemove(database.Name, out _);
        return Unread(database, reason);
    }

    private DatabaseReading Waiting(Database database, int databases) =>
        Unread(database, $"its turn has not come: {Units.Number(DatabasesARound)} of {Units.Count(databases, "database")} are read every {Units.Duration(Interval)}");

    private DatabaseReading Unread(Database database, string reason) => new(
        database,
        new DatabaseServer { DataSource = database.Name, Database = database.Settings.Database, Unreadable = reason, Proxy = proxies.Of(database) },
        new DatabaseCatalog { Database = database.Name, Unreadable = reason },
        time.GetUtcNow(),
        time.GetUtcNow());

    private EvidenceReading Nothing()
    {
        var reason = registry.Failures is [var failure, ..]
            ? $"A data source could not be made: {failure}."
            : "No data source was found or seen in use yet; call UseHealthKit() on the builder of one that is made outside dependency injection.";
        return new EvidenceReading
        {
            Gaps = [.. Kinds.Select(kind => new EvidenceGap { Kind = EvidenceKinds.Name(kind), Reason = reason, ObservedAt = time.GetUtcNow() })],
        };
    }
}
