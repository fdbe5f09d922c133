using HealthKit.Evidence;

namespace HealthKit.Tests.Evidence;

public sealed class LatencyBucketsTests
{
    [Fact]
    public void Files_every_edge_and_its_neighbours_in_their_bucket()
    {
        for (int slot = 1; slot < LatencyBuckets.Count - 1; slot++)
        {
            Assert.Equal(slot, LatencyBuckets.SlotOf(LatencyBuckets.LowerTicks(slot) + 1));
            Assert.Equal(slot, LatencyBuckets.SlotOf(LatencyBuckets.UpperTicks(slot)));
            Assert.Equal(slot + 1, LatencyBuckets.SlotOf(LatencyBuckets.UpperTicks(slot) + 1));
        }
    }

    [Fact]
    public void Estimates_every_member_of_every_bucket_within_one_percent_or_half_a_tick()
    {
        for (int slot = 1; slot < LatencyBuckets.Count - 1; slot++)
        {
            double estimate = LatencyBuckets.EstimateTicks(slot);
            long shortest = LatencyBuckets.LowerTicks(slot) + 1, longest = LatencyBuckets.UpperTicks(slot);
            Assert.InRange(estimate, shortest, shortest * 1.01 + 0.5);
            Assert.InRange(estimate, longest * 0.99 - 0.5, longest);
        }
    }

    [Fact]
    public void Covers_ten_microseconds_to_a_hundred_seconds_with_an_edge_at_one_second()
    {
        Assert.Equal(1, LatencyBuckets.SlotOf(100));
        Assert.InRange(LatencyBuckets.SlotOf(100 * TimeSpan.TicksPerSecond), 1, LatencyBuckets.Count - 2);
        Assert.Equal(TimeSpan.TicksPerSecond, LatencyBuckets.UpperTicks(LatencyBuckets.SlotOf(TimeSpan.TicksPerSecond)));
    }

    [Theory]
    [InlineData(long.MinValue, 0)]
    [InlineData(-1, 0)]
    [InlineData(0, 0)]
    [InlineData(99, 0)]
    [InlineData(long.MaxValue, LatencyBuckets.Count - 1)]
    public void Takes_any_duration(long ticks, int slot) => Assert.Equal(slot, LatencyBuckets.SlotOf(ticks));
}
