using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using HealthKit.Signals;

namespace HealthKit.Metrics;

/// <summary>
/// Sees which instruments carry the checklist's names: HealthKit's own of this host, which are the families on offer, and the host's, which clash.
/// It listens to publication only and enables nothing: an enabled instrument would look collected.
/// </summary>
internal sealed class FamilyInstruments : IDisposable
{
    private static readonly string[] Families =
    [
        MetricNames.HttpRequests, MetricNames.HttpRequestDuration, MetricNames.DbQueries, MetricNames.DbQueryDuration, MetricNames.CacheHits,
        MetricNames.CacheMisses, MetricNames.CacheEvictions, MetricNames.DbPoolConnections, MetricNames.DbPoolWaitDuration,
    ];

    private readonly ConcurrentDictionary<string, byte> _clashes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _offered = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    public FamilyInstruments(HealthKitMeter own)
    {
        _listener.InstrumentPublished = (instrument, _) =>
        {
            if (!Families.Contains(instrument.Name, StringComparer.Ordinal))
                return;
            if (ReferenceEquals(instrument.Meter, own.Meter))
                _offered.TryAdd(instrument.Name, 0);
            else if (instrument.Meter.Name != MetricNames.Meter)
                _clashes.TryAdd($"{instrument.Name} of meter {instrument.Meter.Name}", 0);
        };
    }

    /// <summary>Instruments of the host that would make duplicate series.</summary>
    public IReadOnlyList<string> Clashes => [.. _clashes.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The families that this host offers, collected or not.</summary>
    public IReadOnlyCollection<string> Offered => [.. _offered.Keys];

    public void Start() => _listener.Start();

    public void Dispose() => _listener.Dispose();
}
