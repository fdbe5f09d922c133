using HealthKit.Evidence;
using HealthKit.Npgsql.Commands;
using HealthKit.Npgsql.Databases;
using Microsoft.Extensions.Options;

namespace HealthKit.Npgsql.Pools;

/// <summary>States each pool's settings and what it was seen to do.</summary>
internal sealed class PoolSource(
    DatabaseSignals signals, DatabaseRegistry registry, SelfTest selfTest, KnownProxies proxies, IOptions<NpgsqlAuditOptions> options, TimeProvider time) : IEvidenceSource
{
    private static readonly TimeSpan PeakNeeds = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    public string Name => "postgresql.pools";

    /// <inheritdoc/>
    public IReadOnlyList<Type> Kinds { get; } = [typeof(PoolEvidence), typeof(CustodyEvidence)];

    /// <inheritdoc/>
    public TimeSpan Interval => TimeSpan.Zero;

    /// <inheritdoc/>
    public TimeSpan Timeout { get; } = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public ValueTask<EvidenceReading> ReadAsync(CancellationToken cancellationToken)
    {
        SignalHub.ReadPools();
        var databases = registry.All();
        var view = PoolView.Of(databases, [.. signals.Pools.InUse], signals.Pools, proxies);
        var routes = signals.Routes.ToArray();
        var standFor = routes.Sum(static route => route.SampledStandFor);
        var pools = new PoolEvidence
        {
            ObservedAt = time.GetUtcNow(),
            MaxAge = TimeSpan.FromMinutes(1),
            Pools = view.Pools,
            BlindSpots = [.. view.BlindSpots, .. registry.Hidden()],
            PoolsCreated = Math.Max(view.Pools.Count, signals.Pools.Created),
            PeakRequestsPerSecond = signals.Uptime < PeakNeeds ? 0 : signals.QueryingRequests.PerSecond,
            QueryingRequests = routes.Sum(static route => route.Querying),
            QueryTimePerRequest = standFor == 0 ? TimeSpan.Zero : TimeSpan.FromTicks(routes.Sum(static route => route.TotalTime.Ticks) / standFor),
            CustodyPerRequest = signals.Custody.CustodyPerRequest,
            Instances = options.Value.Instances,
            Uptime = signals.Uptime,
        };
        return new(EvidenceReading.Of(pools, Custody(databases, view)));
    }

    private CustodyEvidence Custody(IReadOnlyList<Database> databases, PoolView view) => new()
    {
        ObservedAt = time.GetUtcNow(),
        MaxAge = TimeSpan.FromMinutes(1),
        Opens = signals.Custody.Opens,
        BackgroundOpens = signals.Custody.BackgroundOpens,
        Leaks = signals.Custody.Leaks.Read(),
        Undecided = signals.Custody.Leaks.ReadUndecided(),
        ClosedLate = signals.Custody.Leaks.ClosedLate,
        RequestsCallingOut = signals.Custody.RequestsCallingOut,
        RequestsCallingOutInTransaction = signals.Custody.RequestsCallingOutInTransaction,
        HeldOverHttp = signals.Custody.HeldOverHttp(),
        BlindSpots = [.. databases.Select(database => BlindSpot(database, view)).OfType<BlindSpot>()],
    };

    // Not used and not tested yet is no blindness; used, or tested, without a log event is.
    private BlindSpot? BlindSpot(Database database, PoolView view) =>
        database.Settings.Multiplexing ? new BlindSpot(
            database.Name,
            "Multiplexing lends connections to single commands; which request keeps one for itself, by a transaction or a reader, is not told.",
            "Set Multiplexing=false in its connection string.")
        : signals.Pools.IsProved(database) ? null
        : selfTest.IsBlind(database) ? new BlindSpot(
            database.Name,
            "A self-test opened a connection, and no log event of it came: it was built without the host's logger factory, or that was set up too late and takes no providers.",
            "Call UseHealthKit on its builder: AddNpgsqlDataSource(connectionString, (services, builder) => builder.UseHealthKit(services.GetRequiredService<ILoggerFactory>())).")
        : view.Used.Contains(database.Name) ? new BlindSpot(
            database.Name,
            "It is used, and no log event of its connections comes: it was built without a logger factory, or the process's logging was set by NpgsqlLoggingConfiguration.InitializeLogging.",
            "Call UseHealthKit() on its NpgsqlDataSourceBuilder: new NpgsqlDataSourceBuilder(connectionString).UseHealthKit().Build(). Where a library builds it from a connection string, register one, AddNpgsqlDataSource(connectionString), and have the library take it, as Marten's AddMarten(…).UseNpgsqlDataSource() does.")
        : null;
}
