using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Database;

public sealed class StatementTimeoutTests
{
    private static readonly Check Check = Checklist.StatementTimeout;
    private static readonly PoolEvidence Pools = Given.Pools(Given.Pool());

    [Fact]
    public void Fails_without_any_timeout_warns_with_the_clients_only_and_passes_with_the_servers()
    {
        var none = Given.Server() with { StatementTimeout = TimeSpan.Zero, CommandTimeout = TimeSpan.Zero };
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.Servers(none), Pools).Outcome);

        var client = Given.Decide(Check, Given.Servers(none with { CommandTimeout = TimeSpan.FromSeconds(30) }), Pools);
        Assert.Equal(Outcome.Warn, client.Outcome);
        Assert.Contains("only the client gives up, after 30 s", client.Observed, StringComparison.Ordinal);

        var both = Given.Decide(Check, Given.Servers(Given.Server()), Pools);
        Assert.Equal(Outcome.Pass, both.Outcome);
        Assert.Equal("shop: statement_timeout 5 s.", both.Observed);
    }

    [Fact]
    public void Names_the_context_that_takes_the_clients_limit_away()
    {
        var none = Given.Server() with { StatementTimeout = TimeSpan.Zero, CommandTimeout = TimeSpan.Zero, CommandTimeoutOwner = "Reports" };
        var red = Given.Decide(Check, Given.Servers(none), Pools);
        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.Contains("CommandTimeout of Reports: its statements may run for ever", red.Observed, StringComparison.Ordinal);
        Assert.Contains("after 40 s (CommandTimeout of Reports)", Given.Decide(Check, Given.Servers(none with { CommandTimeout = TimeSpan.FromSeconds(40) }), Pools).Observed, StringComparison.Ordinal);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Servers(none with { StatementTimeout = TimeSpan.FromSeconds(5) }), Pools).Outcome);
    }

    [Fact]
    public void Takes_the_shortest_timeout_that_is_not_none() =>
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Servers(Given.Server() with { StatementTimeout = TimeSpan.FromMilliseconds(1), CommandTimeout = TimeSpan.Zero }), Pools).Outcome);

    [Fact]
    public void Judges_the_worst_of_several_data_sources()
    {
        var verdict = Given.Decide(Check, Given.Servers(Given.Server(), Given.Server("reports") with { StatementTimeout = TimeSpan.Zero, CommandTimeout = TimeSpan.Zero }), Pools);
        Assert.Equal(Outcome.Fail, verdict.Outcome);
        Assert.Equal("reports", Assert.Single(verdict.Offenders).Subject);
    }

    [Fact]
    public void Is_unknown_where_a_data_source_cannot_be_read()
    {
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Servers(Given.Server(), Given.Server("reports") with { Unreadable = "no answer" }), Pools).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Servers(Given.Server() with { StatementTimeout = null }), Pools).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Servers(Given.Server()), Pools with { BlindSpots = [Given.Hidden] }).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Servers(Given.Server())).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Servers(), Pools).Outcome);
        Assert.Equal(Outcome.Warn, Given.Decide(Check, Given.Servers(Given.Server() with { StatementTimeout = TimeSpan.Zero, CommandTimeout = null }), Pools).Outcome);
    }

    [Fact]
    public void Does_not_apply_without_a_database() => Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, Given.InventoryWithoutDatabase()).Outcome);
}
