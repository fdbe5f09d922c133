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

    public CacheMetrics(HealthKitMeter meter, CacheObservation observation, IEnumerable<ICacheEvictions> evictions, IOptions<HealthAuditOptions> options)
    {
        (_meter, _byCache) = (meter, options.Value.ExtendedLabels);
        ICacheEvictions[] others = [.. evictions];
        Add(MetricNames.CacheHits, "Cache look-ups that found a value.", () => observation.Caches.Select(static cache => (cache.Name, cache.Hits)));
        Add(MetricNames.CacheMisses, "Cache look-ups that found none.", () => observation.Caches.Select(static cache => (cache.Name, cache.Misses)));
        Add(MetricNames.CacheEvictions, "Entries that caches dropped for want of space.", () => observation.Caches
            .Where(static cache => cache.InProcess)
            .Select(static cache => (cache.Name, cache.Evictions))
            .Concat(others.SelectMany(static other => other.Read())));
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
            : [new Measurement<long>(values.Sum(static value => value.Value))];
        _meter.Note(family, series.Length);
        return series;
    }
}
