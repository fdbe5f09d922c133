using HealthKit.Evidence;
using HealthKit.Signals;
using HealthKit.Tests.Evidence;

namespace HealthKit.Tests.Signals;

public sealed class LatencySketchTests
{
    [Fact]
    public void Sees_what_a_distribution_of_the_same_samples_sees()
    {
        var samples = EvidenceSamples.LogUniform(3_000);
        var sketch = new LatencySketch();
        foreach (var sample in samples)
            sketch.Add(sample.Ticks);
        LatencyDistribution expected = LatencyDistribution.FromSamples(samples), actual = sketch.Snapshot();
        Assert.Equal(expected.Buckets.AsEnumerable(), actual.Buckets);
        Assert.Equal(expected.Counts.AsEnumerable(), actual.Counts);
        Assert.Equal((expected.Sum, expected.Max), (actual.Sum, actual.Max));
    }

    [Fact]
    public void Takes_any_duration_without_throwing()
    {
        var sketch = new LatencySketch();
        foreach (long ticks in new[] { long.MinValue, -1, 0, 1, 99, 100, long.MaxValue / 4 })
            sketch.Add(ticks);
        Assert.Equal(7, sketch.Snapshot().Count);
    }

    [Fact]
    public void Loses_nothing_between_threads_that_add_and_one_that_drains()
    {
        const int Each = 50_000;
        var sketch = new LatencySketch();
        long[] drained = new long[LatencyBuckets.Count];
        long sum = 0;
        Threads.Run(thread =>
        {
            if (thread == 0)
            {
                for (int i = 0; i < 200; i++)
                    sum += sketch.DrainTo(drained).SumTicks;
                return;
            }

            for (int i = 0; i < Each; i++)
                sketch.Add(1_000 * thread);
        });
        sum += sketch.DrainTo(drained).SumTicks;
        for (int thread = 1; thread < Threads.Count; thread++)
            Assert.Equal(Each, drained[LatencyBuckets.SlotOf(1_000 * thread)]);
        Assert.Equal(Each * 1_000L * (1 + 2 + 3), sum);
        Assert.Equal(0, sketch.Snapshot().Count);
    }

    [Fact]
    public void Allocates_its_buckets_on_first_use_and_nothing_per_add()
    {
        var sketch = new LatencySketch();
        Assert.InRange(sketch.Bytes, 1, 64);
        long ticks = 1;
        Assert.Equal(0, Allocations.Of(() => sketch.Add(ticks = ticks * 31 % 1_000_000_007)));
        Assert.InRange(sketch.Bytes, 1, 3_400);
    }
}
