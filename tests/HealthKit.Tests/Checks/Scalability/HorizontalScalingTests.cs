using HealthKit.Checks;

namespace HealthKit.Tests.Checks.Scalability;

public sealed class HorizontalScalingTests
{
    private static readonly Check Check = Checklist.HorizontalScaling;

    private static readonly TimeSpan TenMinutes = TimeSpan.FromMinutes(10);

    [Fact]
    public void Knows_nothing_of_a_single_instance_and_passes_once_two_share_the_load()
    {
        var one = Given.Decide(Check, Given.Fleet(Given.Period(TenMinutes, 5_000)));
        Assert.Equal((Outcome.Unknown, Doubt.Blind), (one.Outcome, one.Doubt));
        Assert.Contains("at most 1 instance shared the load", one.Observed, StringComparison.Ordinal);

        var two = Given.Decide(Check, Given.Fleet(Given.Period(TenMinutes, 3_000, 2_000)));
        Assert.Equal((Outcome.Pass, 5_000L), (two.Outcome, two.Samples));
        Assert.Contains("2 instances of 1.4.0", two.Observed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, 95, 5, Outcome.Pass)]
    [InlineData(10, 961, 39, Outcome.Unknown)]
    [InlineData(9.99, 500, 500, Outcome.Unknown)]
    [InlineData(10, 49, 49, Outcome.Unknown)]
    [InlineData(10, 0, 0, Outcome.Unknown)]
    public void Needs_ten_minutes_a_twentieth_of_the_load_and_a_load(double minutes, long first, long second, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.Fleet(Given.Period(TimeSpan.FromMinutes(minutes), first, second))).Outcome);

    [Fact]
    public void Does_not_add_up_a_rolling_update()
    {
        var old = Given.Period(TenMinutes, 3_000);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Fleet(old, old with { Version = "1.5.0" })).Outcome);
    }

    [Fact]
    public void Is_blind_without_a_store()
    {
        Assert.Equal(Outcome.Unknown, Given.Decide(Check).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Fleet()).Outcome);
        Assert.Equal("Redis refused.", Given.Decide(Check, Given.Fleet(Given.Period(TenMinutes, 500, 500)) with { Unreadable = "Redis refused." }).Reason);
    }

    [Fact]
    public void Counts_seven_days_or_as_many_as_the_host_says()
    {
        var period = Given.Period(TenMinutes, 500, 500);
        var week = period with { From = period.From.AddDays(-6), To = period.To.AddDays(-6) };
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Fleet(week)).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Fleet(week with { To = week.To.AddSeconds(-1), From = week.From.AddSeconds(-1) })).Outcome);
        Assert.Equal(Outcome.Unknown, Given.DecideAt(6, Check, Given.Fleet(week)).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Fleet(period with { From = Given.At.AddDays(2), To = Given.At.AddDays(3) })).Outcome);
    }
}
