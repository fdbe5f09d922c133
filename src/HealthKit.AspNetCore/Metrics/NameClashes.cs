using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using HealthKit.Signals;

namespace HealthKit.Metrics;

/// <summary>
/// Sees the host's instruments that carry one of the checklist's names. It listens to publication only and enables nothing: an enabled instrument
/// would look collected.
/// </summary>
internal sealed class NameClashes : IDisposable
{
    private static readonly string[] Families =
    [
        MetricNames.HttpRequests, MetricNames.HttpRequestDuration, MetricNames.DbQueries, MetricNames.DbQueryDuration, MetricNames.CacheHits,
        MetricNames.CacheMisses, MetricNames.CacheEvictions, MetricNames.DbPoolConnections, MetricNames.DbPoolWaitDuration,
    ];

    private readonly ConcurrentDictionary<string, byte> _clashes = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    public NameClashes()
    {
        _listener.InstrumentPublished = (instrument, _) =>
        {
            if (Families.Contains(instrument.Name, StringComparer.Ordinal) && instrument.Meter.Name != MetricNames.Meter)
            {
                _clashes.TryAdd($"{instrument.Name} of meter {instrument.Meter.Name}", 0);
            }
        };
    }

    /// <summary>Instruments of the host that would make duplicate series.</summary>
    public IReadOnlyList<string> Seen => [.. _clashes.Keys.Order(StringComparer.Ordinal)];

    public void Start() => _listener.Start();

    public void Dispose() => _listener.Dispose();
}
