using HealthKit.Evidence;
using HealthKit.Signals;

namespace HealthKit.Tests.Signals;

public sealed class EncodedCountsTests
{
    [Fact]
    public void Returns_what_it_was_given()
    {
        var random = new Random(5);
        for (int round = 0; round < 300; round++)
        {
            // Bursts, gaps and counts from one to 2^55.
            long[] counts = new long[round % 3 == 0 ? LatencyBuckets.Count : random.Next(1, 100)];
            for (int i = 0; i < counts.Length; i++)
                counts[i] = random.Next(3) == 0 ? 0 : random.NextInt64(1L << (round % 56)) + random.Next(2);
            long[] decoded = new long[counts.Length];
            EncodedCounts.AddTo(EncodedCounts.Encode(counts), decoded);
            Assert.Equal(counts, decoded);
            EncodedCounts.AddTo(EncodedCounts.Encode(counts), decoded);
            Assert.Equal(counts.Select(static count => 2 * count), decoded);
        }
    }

    [Fact]
    public void Takes_few_bytes_for_few_samples_and_never_more_than_the_counts_themselves()
    {
        long[] counts = new long[LatencyBuckets.Count];
        Assert.InRange(EncodedCounts.Encode(counts).Length, 1, 40);
        counts[300] = 60;
        Assert.InRange(EncodedCounts.Encode(counts).Length, 1, 45);
        var random = new Random(6);
        for (int i = 0; i < counts.Length; i++)
            counts[i] = random.NextInt64(1L << 32);
        Assert.InRange(EncodedCounts.Encode(counts).Length, 1, 3_450);
    }
}
