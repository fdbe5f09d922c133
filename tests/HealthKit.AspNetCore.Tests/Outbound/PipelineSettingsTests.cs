using HealthKit.Evidence;

namespace HealthKit.Outbound;

public sealed class PipelineSettingsTests
{
    private static readonly RetryEvidence Sound = new(3, Exponential: true, Jittered: true, TimeSpan.FromSeconds(8));
    private static readonly CircuitBreakerEvidence Half = new(0.5, TimeSpan.FromSeconds(10), 20, TimeSpan.FromSeconds(30));

    [Fact]
    public void Takes_the_shorter_timeout_and_the_breaker_that_opens_first()
    {
        var outer = new PipelineSettings { Timeout = TimeSpan.FromSeconds(30), Breaker = Half with { FailureRatio = 0.9 } };
        var inner = new PipelineSettings { Timeout = TimeSpan.FromSeconds(10), Breaker = Half };

        Assert.Equal(TimeSpan.FromSeconds(10), outer.With(inner).Timeout);
        Assert.Equal(TimeSpan.FromSeconds(10), inner.With(outer).Timeout);
        Assert.Equal(Half, outer.With(inner).Breaker);
        Assert.Equal(Half, new PipelineSettings { Breaker = Half with { FailureRatio = 0.1, CountsFailures = false } }.With(inner).Breaker);
    }

    [Fact]
    public void Multiplies_retries_around_retries_and_keeps_their_faults()
    {
        var both = new PipelineSettings { Retry = Sound }.With(new PipelineSettings { Retry = Sound with { Jittered = false } }).Retry!;

        Assert.Equal(15, both.Attempts);
        Assert.False(both.Jittered);
        Assert.Equal(int.MaxValue, new PipelineSettings { Retry = Sound with { Attempts = int.MaxValue } }.With(new PipelineSettings { Retry = Sound }).Retry!.Attempts);
        Assert.Equal(Sound, PipelineSettings.None.With(new PipelineSettings { Retry = Sound }).Retry);
    }
}
