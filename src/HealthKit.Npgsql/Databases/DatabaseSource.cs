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
    private const string LoginBusy = "its turn has not come: HealthKit opens one session at a time for each login, and the data sources that share this one are not read yet";

    // What the sessions of one login wait for each other is none of the server's time; both together end well before Timeout, which would lose the round.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan OneDatabase = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<string, CatalogWatch> _catalogs = new(StringComparer.Ordinal);
    private Dictionary<string, DatabaseReading> _last = new(StringComparer.Ordinal);
    private long _round;

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

        _round++;
        var turn = databases.OrderBy(database => _last.TryGetValue(database.Settings.Key, out var last) ? last.At : DateTimeOffset.MinValue).Take(DatabasesARound).ToArray();
        var fresh = (await OwnWork.RunAsync(
            cancellation => Task.WhenAll(turn.Select(database => ReadAsync(database, cancellation))), cancellationToken).ConfigureAwait(false))
            .OfType<DatabaseReading>().ToDictionary(static reading => reading.Database.Settings.Key, StringComparer.Ordinal);
        var now = time.GetUtcNow();
        var maxAge = MaxAge + (databases.Count - 1) / DatabasesARound * Interval;

        // What is kept must not be the age at which the whole evidence ends.
        DatabaseReading? Known(Database database) =>
            fresh.GetValueOrDefault(database.Settings.Key) ?? (_last.TryGetValue(database.Settings.Key, out var last) && now - last.At <= maxAge - MaxAge / 2 ? last : null);
        var known = databases.Select(Known).ToArray();
        _last = known.OfType<DatabaseReading>().ToDictionary(static reading => reading.Database.Settings.Key, StringComparer.Ordinal);
        var readings = databases.Zip(known, (database, reading) => reading ?? (turn.Contains(database) ? Unread(database, LoginBusy) : Waiting(database, databases.Count))).ToArray();

        var holds = CatalogWatch.Holds + maxAge - MaxAge;
        var (catalogs, read) = Catalogs(readings, now - holds);
        return EvidenceReading.Of(
            new DatabaseServerEvidence { ObservedAt = readings.Min(static reading => reading.At), MaxAge = maxAge, Servers = [.. readings.Select(static reading => reading.Server)] },
            new CatalogEvidence
            {
                ObservedAt = read,
                MaxAge = holds + MaxAge,
                Databases = catalogs,
            },
            plans.Read(now, MaxAge),
            replicas.Read([.. readings.Select(static reading => (reading.Database, reading.Server))], now, MaxAge));
    }

    // One catalog, however many data sources lead to its database; and a standby's is its primary's.
    private (IReadOnlyList<DatabaseCatalog> Catalogs, DateTimeOffset At) Catalogs(DatabaseReading[] readings, DateTimeOffset since)
    {
        var primaries = readings.Where(static reading => reading.Server.IsStandby != true).Select(static reading => reading.Database.SourceKey).ToHashSet(StringComparer.Ordinal);
        var catalogs = readings.Where(reading => reading.Server.IsStandby != true || !primaries.Contains(reading.Database.SourceKey))
            .GroupBy(static reading => reading.Catalog?.Database ?? reading.Database.Name, StringComparer.Ordinal)
            .Select(group => group.First() is { Catalog: null } unread
                ? (Catalog: new DatabaseCatalog { Database = unread.Database.Name, Unreadable = unread.Server.Unreadable }, unread.At)
                : _catalogs[group.Key].Describe([.. group.Select(static reading => (reading.Database, reading.Catalog!.View))], signals, plans, since))
            .ToArray();

        // What was read before an outage or a restart is read anew after it: nobody knows what was restored meanwhile.
        var known = readings.Select(static reading => reading.Catalog?.Database).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in _catalogs.Keys.Where(key => !known.Contains(key)))
        {
            if (_catalogs.TryRemove(gone, out var catalog))
            {
                catalog.Dispose();
            }
        }

        return ([.. catalogs.Select(static catalog => catalog.Catalog)], catalogs.Min(static catalog => catalog.At));
    }

    // Null when its turn did not come.
    private async Task<DatabaseReading?> ReadAsync(Database database, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(LongestWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        var entered = false;
        try
        {
            if (database.PasswordUnknown)
            {
                return Unread(database, "its password is not known to HealthKit; register an NpgsqlDataSource, put the connection string under ConnectionStrings, or call UseHealthKit() on its builder");
            }

            await selfTest.RunAsync(database, either.Token).ConfigureAwait(false);
            return await AskAsync(
                database,
                () =>
                {
                    entered = true;
                    deadline.CancelAfter(OneDatabase);
                },
                either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return entered ? Unread(database, $"the server gave no answer within {Units.Duration(OneDatabase)}") : null;
        }
#pragma warning disable CA1031 // One database out of reach leaves the others readable; providers and callbacks of the host may throw anything.
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return Unread(database, Failure.Describe(exception));
        }
    }

    private async Task<DatabaseReading> AskAsync(Database database, Action entered, CancellationToken cancellationToken)
    {
        var session = await registry.Connections.OpenAsync(database, entered, cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            var connection = session.Connection;
            var server = await ServerReader.ReadAsync(connection, database, sessions, options.Value, cancellationToken).ConfigureAwait(false);
            proxies.Note(database, server.Proxy);
            var application = await (await sessions.ReadAsync(database, cancellationToken).ConfigureAwait(false)).BesideAsync(connection, cancellationToken).ConfigureAwait(false);
            server = server with { Proxy = proxies.Of(database), StatementTimeout = application.TimeoutBeside(server.StatementTimeout) };
            await plans.AskAsync(connection, database, application, cancellationToken).ConfigureAwait(false);
            await replicas.AskAsync(connection, database, cancellationToken).ConfigureAwait(false);

            // Last, since measuring indexes takes what time there is.
            var key = await CatalogKey.ReadAsync(connection, database, cancellationToken).ConfigureAwait(false);
            var catalog = _catalogs.GetOrAdd(key.Database, _ => new CatalogWatch(settings.Limits.GetValueOrDefault(BloatCheck, BloatLimit), time));
            await catalog.AskAsync(connection, key, application, _round, cancellationToken).ConfigureAwait(false);
            return new DatabaseReading(database, server, key.As(application), time.GetUtcNow());
        }
    }

    private DatabaseReading Waiting(Database database, int databases) =>
        Unread(database, $"its turn has not come: {Units.Number(DatabasesARound)} of {Units.Count(databases, "database")} are read every {Units.Duration(Interval)}");

    private DatabaseReading Unread(Database database, string reason) => new(
        database,
        new DatabaseServer { DataSource = database.Name, Database = database.Settings.Database, Unreadable = reason, Proxy = proxies.Of(database) },
        null,
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
