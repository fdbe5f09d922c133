using HealthKit.Evidence;
using HealthKit.Signals;
using HealthKit.Tests.Evidence;

namespace HealthKit.Tests.Signals;

public sealed class CoarseLatencyTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(100);

    [Fact]
    public void Sees_what_a_distribution_of_the_same_samples_sees()
    {
        var samples = EvidenceSamples.LogUniform(3_000);
        var latency = new CoarseLatency(Limit);
        foreach (var sample in samples)
            latency.Add(sample.Ticks);
        CoarseLatencyDistribution expected = CoarseLatencyDistribution.FromSamples(Limit, samples), actual = latency.Drain();
        Assert.Equal(expected.Counts.AsEnumerable(), actual.Counts);
        Assert.Equal((expected.OverLimit, expected.Sum, expected.Max), (actual.OverLimit, actual.Sum, actual.Max));
        Assert.Equal(0, latency.Snapshot().Count);
    }

    [Fact]
    public void Loses_nothing_between_threads_that_add_and_drain()
    {
        const int Each = 50_000;
        var latency = new CoarseLatency(Limit);
        var drained = CoarseLatencyDistribution.Empty(Limit);
        Threads.Run(thread =>
        {
            for (int i = 0; i < Each; i++)
            {
                latency.Add(thread % 2 == 0 ? Limit.Ticks : Limit.Ticks + 1);
                if (thread == 0 && i % 500 == 0)
                    drained = CoarseLatencyDistribution.Merge(drained, latency.Drain());
            }
        });
        drained = CoarseLatencyDistribution.Merge(drained, latency.Drain());
        Assert.Equal(Each * Threads.Count, drained.Count);
        Assert.Equal(Each * Threads.Count / 2, drained.OverLimit);
    }

    [Fact]
    public void Fits_256_bytes_and_allocates_nothing_per_sample()
    {
        var latency = new CoarseLatency(Limit);
        Assert.Equal(0, Allocations.Of(() => latency.Add(1_234_567)));
        var kept = new CoarseLatency[100];
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < kept.Length; i++)
            kept[i] = new(Limit);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / kept.Length, 200, 256);
        GC.KeepAlive(kept);
    }
}
