using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks;

public sealed class SampleChoiceTests
{
    [Theory]
    [InlineData(298, false)]
    [InlineData(299, true)]
    public void Takes_the_window_once_it_has_299_requests_and_says_so(int requests, bool window)
    {
        var now = DateTimeOffset.UnixEpoch.AddDays(1);
        var latency = new WindowedLatency
        {
            Window = LatencyDistribution.FromSamples(Enumerable.Repeat(TimeSpan.FromMilliseconds(1), requests)),
            WindowSince = now.AddMinutes(-14),
            Total = LatencyDistribution.FromSamples(Enumerable.Repeat(TimeSpan.FromMilliseconds(1), 5_000)),
            TotalSince = now.AddHours(-20),
        };
        var choice = SampleChoice.From(latency);
        Assert.Equal(window ? requests : 5_000, choice.Sample.Count);
        Assert.Equal(window ? latency.WindowSince : latency.TotalSince, choice.Since);
        Assert.Equal(window ? "the last 15 minutes" : "since start (24 h at most)", choice.Name);
    }
}
