using HealthKit.Evidence;
using HealthKit.Signals;

namespace HealthKit.Tests.Signals;

public sealed class CountHistogramTests
{
    [Fact]
    public void Sees_what_a_distribution_of_the_same_numbers_sees()
    {
        long[] numbers = [0, 1, 1, 7, 63, 64, 500, 1L << 30];
        var histogram = new CountHistogram();
        foreach (long number in numbers)
            histogram.Add(number);
        CountDistribution expected = CountDistribution.FromSamples(numbers), actual = histogram.Drain();
        Assert.Equal(expected.Buckets.AsEnumerable(), actual.Buckets);
        Assert.Equal(expected.Counts.AsEnumerable(), actual.Counts);
        Assert.Equal((expected.Sum, expected.Max), (actual.Sum, actual.Max));
        Assert.Equal(0, histogram.Snapshot().Count);
    }

    [Fact]
    public void Loses_nothing_between_threads()
    {
        const int Each = 50_000;
        var histogram = new CountHistogram();
        var drained = CountDistribution.Empty;
        Threads.Run(thread =>
        {
            for (int i = 0; i < Each; i++)
            {
                histogram.Add(thread);
                if (thread == 0 && i % 500 == 0)
                    drained = CountDistribution.Merge(drained, histogram.Drain());
            }
        });
        drained = CountDistribution.Merge(drained, histogram.Drain());
        Assert.Equal(Each * Threads.Count, drained.Count);
        Assert.Equal(Each * (1 + 2 + 3), drained.Sum);
    }

    [Fact]
    public void Allocates_nothing_per_number()
    {
        var histogram = new CountHistogram();
        Assert.Equal(0, Allocations.Of(() => histogram.Add(11)));
    }
}
