using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Database;

public sealed class SlowQueryLogTests
{
    private static readonly Check Check = Checklist.SlowQueryLog;
    private static readonly PoolEvidence Pools = Given.Pools(Given.Pool());

    [Theory]
    [InlineData(-1, Outcome.Fail)]
    [InlineData(0, Outcome.Pass)]
    [InlineData(100, Outcome.Pass)]
    [InlineData(101, Outcome.Warn)]
    public void Draws_the_line_at_100_ms(double milliseconds, Outcome expected) => Assert.Equal(expected, Decide(Logging(milliseconds)).Outcome);

    [Fact]
    public void Names_the_data_source_and_the_limit() => Assert.Equal("shop: log_min_duration_statement 500 ms (limit 100 ms).", Decide(Logging(500)).Observed);

    [Fact]
    public void Only_warns_where_auto_explain_or_a_sample_logs_instead()
    {
        Assert.Equal(Outcome.Warn, Decide(Logging(-1) with { AutoExplainMinDuration = TimeSpan.FromMilliseconds(50) }).Outcome);
        Assert.Equal(Outcome.Warn, Decide(Logging(-1) with { LogMinDurationSample = TimeSpan.FromMilliseconds(50) }).Outcome);
    }

    [Fact]
    public void Is_unknown_where_it_cannot_be_read()
    {
        Assert.Equal(Outcome.Unknown, Decide(Given.Server() with { LogMinDurationStatement = null }).Outcome);
        Assert.Equal(Outcome.Unknown, Decide(Given.Server(), Given.Server("reports") with { Unreadable = "no answer" }).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Servers(Given.Server()), Pools with { BlindSpots = [Given.Hidden] }).Outcome);
        Assert.Equal(Outcome.Fail, Decide(Logging(-1), Given.Server("reports") with { Unreadable = "no answer" }).Outcome);
    }

    [Fact]
    public void Does_not_apply_without_a_database() => Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, Given.InventoryWithoutDatabase()).Outcome);

    [Fact]
    public void Follows_an_overridden_limit()
    {
        Assert.Equal(Outcome.Pass, Given.DecideAt(500, Check, Given.Servers(Logging(500)), Pools).Outcome);
        Assert.Equal(Outcome.Warn, Given.DecideAt(50, Check, Given.Servers(Logging(100)), Pools).Outcome);
    }

    private static DatabaseServer Logging(double milliseconds) => Given.Server() with { LogMinDurationStatement = TimeSpan.FromMilliseconds(milliseconds) };

    private static Verdict Decide(params DatabaseServer[] servers) => Given.Decide(Check, Given.Servers(servers), Pools);
}
