using HealthKit.Attestation;
using HealthKit.Checks;

namespace HealthKit.Tests.Checks.Database;

public sealed class QueryLatencyTests
{
    private static readonly Check Check = Checklist.QueryLatency;

    [Fact]
    public void Fails_a_slow_statement_by_name_and_passes_once_it_is_fast()
    {
        var red = Given.Decide(Check, Given.Queries(Given.Statement("orders", (900, 5), (30, 250)), Given.Statement("carts", (900, 5))));
        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.Equal("select * from orders where id = ? [orders] in GET /orders", Assert.Single(red.Offenders).Subject);
        Assert.Contains("30 of 930 sampled calls over 100 ms", red.Observed, StringComparison.Ordinal);

        var green = Given.Decide(Check, Given.Queries(Given.Statement("orders", (930, 5)), Given.Statement("carts", (900, 5))));
        Assert.Equal(Outcome.Pass, green.Outcome);
        Assert.Contains("100 % of 1,830 calls measured", green.Observed, StringComparison.Ordinal);
    }

    [Fact]
    public void Does_not_blame_the_database_for_the_time_a_reader_was_held()
    {
        var queries = Given.Queries(Given.Statement("orders", (900, 5), (30, 250))) with { MeasuresFirstResponse = false };
        var verdict = Given.Decide(Check, queries);
        Assert.Equal(Outcome.Unknown, verdict.Outcome);
        Assert.Contains("EnableFirstResponseEvent", verdict.Remedy, StringComparison.Ordinal);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Queries(Given.Statement("orders", (900, 5))) with { MeasuresFirstResponse = false }).Outcome);
    }

    [Theory]
    [InlineData(298, Outcome.Unknown)]
    [InlineData(299, Outcome.Pass)]
    public void Calls_nothing_before_299_samples(int calls, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.Queries(Given.Statement("orders", (calls, 5)))).Outcome);

    [Theory]
    [InlineData(100, Outcome.Pass)]
    [InlineData(100.1, Outcome.Fail)]
    public void Takes_exactly_the_limit_as_kept(double milliseconds, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.Queries(Given.Statement("orders", (400, milliseconds)))).Outcome);

    [Fact]
    public void Needs_95_percent_of_the_calls_measured()
    {
        var busy = Given.Statement("orders", (950, 5));
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Queries(busy, Given.Statement("rare", (50, 5)))).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Queries(busy, Given.Statement("rare", (51, 5)))).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Queries(busy) with { OverflowCommands = 51 }).Outcome);
    }

    [Fact]
    public void Weighs_sampled_statements_by_their_calls()
    {
        var sampled = Given.Statement("orders", (400, 5)) with { Calls = 40_000 };
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Queries(sampled, Given.Statement("rare", (200, 5)))).Outcome);
    }

    [Fact]
    public void Lets_a_hidden_data_source_keep_a_pass_away_but_not_a_counter_example()
    {
        var verdict = Given.Decide(Check, Given.Queries(Given.Statement("orders", (900, 5))) with { BlindSpots = [Given.Hidden] });
        Assert.Equal(Doubt.Blind, verdict.Doubt);
        Assert.Equal("reports", Assert.Single(verdict.Offenders).Subject);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.Queries(Given.Statement("orders", (900, 250))) with { BlindSpots = [Given.Hidden] }).Outcome);
    }

    [Fact]
    public void Is_unknown_without_queries_or_with_everything_exempted()
    {
        Assert.Equal(Outcome.Unknown, Given.Decide(Check).Outcome);
        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, Given.Queries()).Doubt);
        Assert.Equal(Outcome.Unknown, Given.DecideWithout(SubjectKind.Route, "*", Check, Given.Queries(Given.Statement("orders", (900, 5)))).Outcome);
    }

    [Fact]
    public void Does_not_apply_without_a_database()
    {
        Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, Given.InventoryWithoutDatabase()).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.InventoryWithoutDatabase() with { DatabaseDrivers = ["Npgsql"] }).Outcome);
    }

    [Fact]
    public void Follows_an_overridden_limit() =>
        Assert.Equal(Outcome.Fail, Given.DecideAt(2, Check, Given.Queries(Given.Statement("orders", (400, 5)))).Outcome);
}
