using HealthKit.Evidence;
using HealthKit.Npgsql.Commands;
using HealthKit.Npgsql.Databases;
using Microsoft.Extensions.Options;

namespace HealthKit.Npgsql.Pools;

/// <summary>States each pool's settings and what it was seen to do.</summary>
internal sealed class PoolSource(DatabaseSignals signals, DatabaseRegistry registry, IOptions<NpgsqlAuditOptions> options, TimeProvider time) : IEvidenceSource
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
        var view = PoolView.Of(registry.All(), [.. signals.Pools.InUse], signals.Pools);
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
            QueryTimePerRequest = standFor == 0 ? TimeSpan.Zero : TimeSpan.FromTicks(routes.Sum(static route => route.TotalTime.Ticks) / standFor),
            Instances = options.Value.Instances,
            Uptime = signals.Uptime,
        };
        return new(EvidenceReading.Of(pools) with { Gaps = [Custody()] });
    }

    private EvidenceGap Custody() => new()
    {
        Kind = EvidenceKinds.Name(typeof(CustodyEvidence)),
        Reason = "This version of HealthKit.Npgsql does not follow yet who holds a connection; attest it where the check allows.",
        ObservedAt = time.GetUtcNow(),
    };
}
