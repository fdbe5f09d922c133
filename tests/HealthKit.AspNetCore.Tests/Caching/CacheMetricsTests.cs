using System.Diagnostics.Metrics;
using HealthKit.Caching;
using HealthKit.Metrics;
using HealthKit.Signals;
using HealthKit.TestServers;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;

namespace HealthKit.AspNetCore.Tests.Caching;

public class CacheMetricsTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_families_carry_the_totals_note_their_collection_and_name_caches_only_when_asked(bool extended)
    {
        await using var app = CacheHosts.Build(auditFirst: true, services => services
            .AddMemoryCache(static options => options.SizeLimit = 1)
            .Configure<HealthAuditOptions>(options => options.ExtendedLabels = extended));
        app.Services.GetRequiredService<CacheMetrics>();
        var memory = app.Services.GetRequiredService<IMemoryCache>();
        memory.Set("a:1", 1, new MemoryCacheEntryOptions { Size = 1 });
        memory.TryGetValue("a:1", out _);
        memory.TryGetValue("a:2", out _);
        memory.TryGetValue("a:3", out _);

        Assert.All(app.Services.GetRequiredService<CollectionLog>().Read(), static family => Assert.Equal(0, family.Collections));

        var read = Collect(app.Services.GetRequiredService<HealthKitMeter>().Meter);
        Assert.Equal((1, 2, 0), (read["cache_hits_total"].Value, read["cache_misses_total"].Value, read["cache_evictions_total"].Value));
        Assert.Equal(extended ? "IMemoryCache (MemoryCache)" : null, read["cache_hits_total"].Cache);
        var log = app.Services.GetRequiredService<CollectionLog>().Read();
        Assert.Equal(
            ["cache_evictions_total", "cache_hits_total", "cache_misses_total"],
            log.Where(static family => family is { Collections: 1, Series: 1 }).Select(static family => family.Family).Where(static family => family.StartsWith("cache", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Few_entries_carry_a_callback_and_their_evictions_stand_for_all()
    {
        const int Entries = 40_000;
        await using var app = CacheHosts.Build(auditFirst: true, static services => services.AddMemoryCache(static options => options.SizeLimit = 1_000));
        var memory = app.Services.GetRequiredService<IMemoryCache>();
        int watched = 0;
        for (int number = 0; number < Entries; number++)
        {
            using var entry = memory.CreateEntry(number);
            watched += entry.PostEvictionCallbacks.Count;
            entry.Value = number;
            entry.Size = 1;
        }

        // 256, and one in 64 of the others by chance: at most six standard deviations off.
        Assert.InRange(watched, 256 + 621 - 150, 256 + 621 + 150);
        long gone = Entries - ((MemoryCache)memory).Count;
        await Eventually.TrueAsync(() => Task.FromResult(Math.Abs(Evictions() - gone) < gone / 4), TimeSpan.FromSeconds(30), "the evictions are counted", TestContext.Current.CancellationToken);

        long Evictions() => app.Services.GetRequiredService<CacheObservation>().Caches.Sum(static cache => cache.Evictions);
    }

    private static Dictionary<string, (long Value, string? Cache)> Collect(Meter meter)
    {
        var read = new Dictionary<string, (long, string?)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (ReferenceEquals(instrument.Meter, meter) && instrument.Name.StartsWith("cache_", StringComparison.Ordinal))
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => read[instrument.Name] = (value, tags.Length == 0 ? null : tags[0].Value as string));
        listener.Start();
        listener.RecordObservableInstruments();
        return read;
    }
}
