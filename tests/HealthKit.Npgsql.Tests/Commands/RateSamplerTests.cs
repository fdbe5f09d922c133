using HealthKit.Npgsql.Commands;

namespace HealthKit.Npgsql.Tests.Commands;

public class RateSamplerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    public void Weighs_samples_so_that_they_stand_for_all(int stride)
    {
        var random = new Random(1);
        var (weights, chosen) = (0L, 0);
        for (var i = 0; i < 1_000_000; i++)
        {
            var weight = RateSampler.Choose(stride, random);
            weights += weight;
            chosen += weight > 0 ? 1 : 0;
        }

        Assert.InRange(SampleWeight.Count(weights), 970_000, 1_030_000);
        Assert.True(chosen <= 950_000 / stride, "at least 5 % are declined");
    }

    [Fact]
    public void Takes_all_that_is_rare_and_thins_what_is_busy()
    {
        var sampler = new RateSampler(budget: 50, ticksPerSecond: 1_000);
        for (var i = 0; i < 2_000; i++)
        {
            sampler.Count(timestamp: 10_000 + i);
        }

        // 1,000 a second against a budget of 50.
        Assert.Equal(20, sampler.Stride);

        // Silence for more than a second: rare again.
        sampler.Count(timestamp: 60_000);
        Assert.Equal(1, sampler.Stride);
    }
}
