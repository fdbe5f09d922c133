using System.Diagnostics.Metrics;
using HealthKit.Metrics;
using HealthKit.Signals;
using Microsoft.Extensions.Options;

namespace HealthKit.Caching;

/// <summary>The cache families of the checklist. The counters are observable: nothing is recorded on the hot path.</summary>
internal sealed class CacheMetrics
{
    private readonly HealthKitMeter _meter;
    private readonly bool _byCache;

    public CacheMetrics(HealthKitMeter meter, CacheObservation observation, IEnumerable<ICacheEvictions> evictions, IEnumerable<IServerOnlyUse> serverOnly, IOptions<HealthAuditOptions> options)
    {
        (_meter, _byCache) = (meter, options.Value.ExtendedLabels);
        ICacheEvictions[] others = [.. evictions];
        IServerOnlyUse[] unseen = [.. serverOnly];
        Add(MetricNames.CacheHits, "Cache look-ups that found a value.", () => Counted().Select(static cache => (cache.Name, cache.Hits)));
        Add(MetricNames.CacheMisses, "Cache look-ups that found none.", () => Counted().Select(static cache => (cache.Name, cache.Misses)));
        Add(MetricNames.CacheEvictions, "Entries that caches dropped for want of space.", () => observation.Caches
            .Where(static cache => cache.InProcess)
            .Select(static cache => (cache.Name, cache.Evictions))
            .Concat(others.SelectMany(static other => other.Read())));

        // Where look-ups pass unseen and none is seen, a zero would be a lie.
        IReadOnlyList<CacheSignals> Counted() => observation.Caches is var caches && caches.All(static cache => cache.Hits + cache.Misses == 0) && Array.Exists(unseen, static use => use.Find().Any()) ? [] : caches;
    }

    private void Add(string family, string description, Func<IEnumerable<(string Cache, long Value)>> read)
    {
        _meter.Offer(family);
        _meter.Meter.CreateObservableCounter(family, () => Observe(family, read()), unit: null, description);
    }

    private Measurement<long>[] Observe(string family, IEnumerable<(string Cache, long Value)> values)
    {
        Measurement<long>[] series = _byCache
            ? [.. values.GroupBy(static value => value.Cache).Select(static group => new Measurement<long>(group.Sum(static value => value.Value), new KeyValuePair<string, object?>("cache", group.Key)))]
            : values.ToArray() is { Length: > 0 } all ? [new Measurement<long>(all.Sum(static value => value.Value))] : [];
        _meter.Note(family, series.Length);
        return series;
    }
}
