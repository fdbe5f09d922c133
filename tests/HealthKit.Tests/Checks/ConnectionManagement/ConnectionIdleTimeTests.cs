using HealthKit.Checks;

namespace HealthKit.Tests.Checks.ConnectionManagement;

public sealed class ConnectionIdleTimeTests
{
    private static readonly Check Check = Checklist.ConnectionIdleTime;

    [Theory]
    [InlineData(0, Outcome.Fail)]
    [InlineData(1, Outcome.Pass)]
    [InlineData(599, Outcome.Pass)]
    [InlineData(600, Outcome.Fail)]
    public void Draws_the_lines_at_1_second_and_10_minutes(int seconds, Outcome expected) => Assert.Equal(expected, Decide(seconds).Outcome);

    [Fact]
    public void Passes_the_drivers_default_and_says_so() =>
        Assert.Equal("shop: Connection Idle Lifetime 5 min by default (limit under 10 min).", Decide(300).Observed);

    [Fact]
    public void Does_not_take_the_lifetime_for_the_idle_time() =>
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.Pools(Given.Pool() with { ConnectionLifetime = TimeSpan.FromSeconds(60), ConnectionIdleLifetime = TimeSpan.FromHours(1) })).Outcome);

    [Fact]
    public void Is_unknown_without_pools_or_with_a_hidden_one()
    {
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Pools()).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Pools(Given.Pool()) with { BlindSpots = [Given.Hidden] }).Outcome);
    }

    [Fact]
    public void Does_not_apply_without_a_database() => Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, Given.InventoryWithoutDatabase()).Outcome);

    [Fact]
    public void Follows_an_overridden_limit() => Assert.Equal(Outcome.Fail, Given.DecideAt(120, Check, Given.Pools(Given.Pool())).Outcome);

    private static Verdict Decide(int seconds) => Given.Decide(Check, Given.Pools(Given.Pool() with { ConnectionIdleLifetime = TimeSpan.FromSeconds(seconds) }));
}
