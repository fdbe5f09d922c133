using HealthKit.Checks;

namespace HealthKit.Tests.Checks.ConnectionManagement;

public sealed class ConnectionLifetimeTests
{
    private static readonly Check Check = Checklist.ConnectionLifetime;

    [Theory]
    [InlineData(0, Outcome.Fail)]
    [InlineData(1, Outcome.Pass)]
    [InlineData(1_799, Outcome.Pass)]
    [InlineData(1_800, Outcome.Fail)]
    public void Draws_the_lines_at_1_second_and_30_minutes(int seconds, Outcome expected) => Assert.Equal(expected, Decide(seconds).Outcome);

    [Fact]
    public void Fails_the_drivers_default_and_says_so()
    {
        var verdict = Given.Decide(Check, Given.Pools(Given.Pool() with { ConnectionLifetime = TimeSpan.FromSeconds(3_600), ConnectionLifetimeExplicit = false }));
        Assert.Equal(Outcome.Fail, verdict.Outcome);
        Assert.Equal("shop: Connection Lifetime 60 min by default (limit under 30 min).", verdict.Observed);
        Assert.Contains("Connection Lifetime=1500", Check.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Does_not_apply_where_nothing_pools()
    {
        var bare = Given.Pool() with { Pooling = false, ConnectionLifetime = TimeSpan.FromHours(1) };
        Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, Given.Pools(bare)).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Pools(bare) with { Exempted = 1 }).Outcome);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Pools(bare, Given.Pool("reports"))).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Pools(bare) with { BlindSpots = [Given.Hidden] }).Outcome);
        Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, Given.InventoryWithoutDatabase()).Outcome);
    }

    [Fact]
    public void Is_unknown_without_pools_or_with_a_hidden_one()
    {
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Pools()).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Pools(Given.Pool()) with { BlindSpots = [Given.Hidden] }).Outcome);
    }

    [Fact]
    public void Follows_an_overridden_limit() => Assert.Equal(Outcome.Fail, Given.DecideAt(600, Check, Given.Pools(Given.Pool())).Outcome);

    private static Verdict Decide(int seconds) => Given.Decide(Check, Given.Pools(Given.Pool() with { ConnectionLifetime = TimeSpan.FromSeconds(seconds) }));
}
