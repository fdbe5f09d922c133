using HealthKit.Attestation;
using HealthKit.Checks;

namespace HealthKit.Tests.Checks.ConnectionManagement;

public sealed class AcquireTimeoutTests
{
    private static readonly Check Check = Checklist.AcquireTimeout;

    [Theory]
    [InlineData(0, Outcome.Fail)]
    [InlineData(1, Outcome.Pass)]
    [InlineData(30, Outcome.Pass)]
    [InlineData(31, Outcome.Fail)]
    public void Draws_the_lines_at_1_and_30_seconds(int seconds, Outcome expected) => Assert.Equal(expected, Decide(seconds).Outcome);

    [Fact]
    public void Says_what_stands_by_default_and_what_is_endless()
    {
        Assert.Equal("shop: Timeout 15 s by default (limit 30 s).", Decide(15).Observed);
        Assert.Equal("shop: Timeout unlimited by default (limit 30 s).", Decide(0).Observed);
        Assert.DoesNotContain("by default", Given.Decide(Check, Given.Pools(Given.Pool() with { AcquireTimeoutExplicit = true })).Observed, StringComparison.Ordinal);
    }

    [Fact]
    public void Judges_the_worst_of_several_pools()
    {
        var verdict = Given.Decide(Check, Given.Pools(Given.Pool(), Given.Pool("reports") with { AcquireTimeout = TimeSpan.FromSeconds(60) }));
        Assert.Equal(Outcome.Fail, verdict.Outcome);
        Assert.Equal("reports", Assert.Single(verdict.Offenders).Subject);
    }

    [Fact]
    public void Is_unknown_without_pools_or_with_a_hidden_one()
    {
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Pools()).Outcome);
        Assert.Equal(Outcome.Unknown, Given.DecideWithout(SubjectKind.Client, "shop", Check, Given.Pools(Given.Pool())).Outcome);
        var hidden = Given.Decide(Check, Given.Pools(Given.Pool()) with { BlindSpots = [Given.Hidden] });
        Assert.Equal(Doubt.Blind, hidden.Doubt);
        Assert.Equal("Register it with AddNpgsqlDataSource.", hidden.Remedy);
    }

    [Fact]
    public void Does_not_apply_without_a_database() => Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, Given.InventoryWithoutDatabase()).Outcome);

    [Fact]
    public void Follows_an_overridden_limit()
    {
        Assert.Equal(Outcome.Fail, Given.DecideAt(5, Check, Given.Pools(Given.Pool())).Outcome);
        Assert.Equal(Outcome.Pass, Given.DecideAt(60, Check, Given.Pools(Given.Pool() with { AcquireTimeout = TimeSpan.FromSeconds(60) })).Outcome);
    }

    private static Verdict Decide(int seconds) => Given.Decide(Check, Given.Pools(Given.Pool() with { AcquireTimeout = TimeSpan.FromSeconds(seconds) }));
}
