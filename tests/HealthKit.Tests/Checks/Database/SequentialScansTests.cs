using HealthKit.Attestation;
using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Database;

public sealed class SequentialScansTests
{
    private static readonly Check Check = Checklist.SequentialScans;
    private static readonly StatementEvidence Orders = Given.Statement("orders", (500, 20));
    private static readonly QueryEvidence Queries = Given.Queries(Orders);

    private static readonly SequentialScanEvidence Scan = new()
    {
        Table = "shop.lines",
        EstimatedRows = 120_000,
        CallsWatched = 40,
        ScansWatched = 40,
        TuplesReadWatched = 40 * 120_000,
        CandidateIndex = "CREATE INDEX CONCURRENTLY ON shop.lines (order_id);",
    };

    [Fact]
    public void Fails_a_scan_that_plan_and_counters_agree_on_and_passes_once_an_index_serves_it()
    {
        var red = Given.Decide(Check, Given.Plans(Given.Plan(Orders, Scan)), Queries);
        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.StartsWith("select * from orders", Assert.Single(red.Offenders).Subject, StringComparison.Ordinal);
        Assert.Contains("scans shop.lines (about 120,000 rows, limit 10,000): 40 scans", red.Observed, StringComparison.Ordinal);
        Assert.Equal(Scan.CandidateIndex, red.Remedy);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Plans(Given.Plan(Orders)), Queries).Outcome);
    }

    [Fact]
    public void Does_not_believe_the_plan_alone()
    {
        var verdict = Given.Decide(Check, Given.Plans(Given.Plan(Orders, Scan with { ScansWatched = 0, TuplesReadWatched = 0 })), Queries);
        Assert.Equal(Outcome.Unknown, verdict.Outcome);
        Assert.Contains("depends on parameters", verdict.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(19, 19, Outcome.Unknown)]
    [InlineData(20, 9, Outcome.Unknown)]
    [InlineData(20, 10, Outcome.Fail)]
    public void Needs_half_a_scan_a_call_over_twenty_calls(long calls, long scans, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.Plans(Given.Plan(Orders, Scan with { CallsWatched = calls, ScansWatched = scans, TuplesReadWatched = scans * 120_000 })), Queries).Outcome);

    // A table's counters are everybody's. Indexes used as often as the statement was called may have served it, and another client scans.
    [Theory]
    [InlineData(40, false, false, Outcome.Fail)]
    [InlineData(11, false, false, Outcome.Fail)]
    [InlineData(10, false, false, Outcome.Unknown)]
    [InlineData(0, false, false, Outcome.Unknown)]
    [InlineData(0, true, false, Outcome.Fail)]
    [InlineData(0, false, true, Outcome.Fail)]
    public void Blames_a_statement_only_for_scans_that_are_its_own(long withoutIndex, bool follows, bool noIndexServes, Outcome expected)
    {
        var verdict = Given.Decide(
            Check,
            Given.Plans(Given.Plan(Orders, Scan with { CallsSettled = 40, CallsCompared = 40, CallsWithoutIndex = withoutIndex, IndexScansWatched = 400, FollowsCalls = follows, NoIndexServes = noIndexServes })),
            Queries);
        Assert.Equal(expected, verdict.Outcome);
        Assert.Equal(expected == Outcome.Unknown, verdict.Reason?.Contains("somebody else may be scanning it", StringComparison.Ordinal) == true);
    }

    // That no index can serve it says what a call does, not that it was seen to do it.
    [Theory]
    [InlineData(19, 19, 120_000, Outcome.Unknown)]
    [InlineData(40, 0, 120_000, Outcome.Unknown)]
    [InlineData(40, 40, 900, Outcome.Pass)]
    public void Wants_long_scans_counted_even_where_no_index_can_serve(long calls, long scans, long rowsRead, Outcome expected) => Assert.Equal(
        expected,
        Given.Decide(Check, Given.Plans(Given.Plan(Orders, Scan with { CallsWatched = calls, ScansWatched = scans, TuplesReadWatched = scans * rowsRead, IndexScansWatched = 0, NoIndexServes = true })), Queries).Outcome);

    // Uses of indexes that the server has not booked yet are no proof that there were none.
    [Theory]
    [InlineData(19, Outcome.Unknown)]
    [InlineData(20, Outcome.Fail)]
    public void Waits_until_the_server_has_booked_what_the_calls_used(long settled, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.Plans(Given.Plan(Orders, Scan with { CallsSettled = settled, CallsCompared = settled, CallsWithoutIndex = settled, IndexScansWatched = 9 })), Queries).Outcome);

    [Fact]
    public void Leaves_scans_that_end_early_alone()
    {
        var verdict = Given.Decide(Check, Given.Plans(Given.Plan(Orders, Scan with { TuplesReadWatched = 40 * 10_000 })), Queries);
        Assert.Equal(Outcome.Pass, verdict.Outcome);
        Assert.Contains("the scans end early", verdict.Observed, StringComparison.Ordinal);
    }

    // Others read the table whole meanwhile: what the calls have read for certain decides.
    [Theory]
    [InlineData(40 * 120_000, Outcome.Fail)]
    [InlineData(40 * 10_000 + 1, Outcome.Fail)]
    [InlineData(40 * 10_000, Outcome.Unknown)]
    [InlineData(0, Outcome.Unknown)]
    public void Blames_a_scan_that_a_limit_may_end_only_for_what_its_calls_have_read(long byCalls, Outcome expected)
    {
        var verdict = Given.Decide(Check, Given.Plans(Given.Plan(Orders, Scan with { EndsEarly = true, TuplesReadByCalls = byCalls })), Queries);
        Assert.Equal(expected, verdict.Outcome);
        Assert.Equal(expected == Outcome.Unknown, verdict.Reason?.Contains("a LIMIT may end its scans early", StringComparison.Ordinal) == true);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Plans(Given.Plan(Orders, Scan with { EndsEarly = true, TuplesReadWatched = 40 * 5, TuplesReadByCalls = 40 * 5 })), Queries).Outcome);
    }

    // A function that may scan it, a join that may rather have an index: the counters can clear a statement of it, not convict.
    [Theory]
    [InlineData(40, 120_000, Outcome.Unknown)]
    [InlineData(40, 10, Outcome.Pass)]
    [InlineData(10, 120_000, Outcome.Unknown)]
    [InlineData(0, 0, Outcome.Pass)]
    public void Leaves_open_what_the_plan_cannot_tell_unless_the_counters_clear_it(long scans, long rowsRead, Outcome expected)
    {
        var doubtful = Scan with { Doubt = "the function shop.find may scan it", CallsWatched = 120, CallsSettled = 100, CallsCompared = 100, CallsWithoutIndex = 100, FollowsCalls = true, ScansWatched = 3 * scans, TuplesReadWatched = 3 * scans * rowsRead };
        var verdict = Given.Decide(Check, Given.Plans(Given.Plan(Orders, doubtful)), Queries);
        Assert.Equal(expected, verdict.Outcome);
        if (expected == Outcome.Unknown)
        {
            Assert.Contains("may scan shop.lines", verdict.Reason, StringComparison.Ordinal);
            Assert.Contains("the function shop.find may scan it", verdict.Reason, StringComparison.Ordinal);
        }

        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Plans(Given.Plan(Orders, doubtful with { EstimatedRows = 10_000 })), Queries).Outcome);
    }

    [Fact]
    public void Never_passes_what_a_statement_may_scan_unseen()
    {
        var verdict = Given.Decide(Check, Given.Plans(Given.Plan(Orders) with { Unseen = ["it calls the function shop.find; what it scans is not seen"] }), Queries);
        Assert.Equal((Outcome.Unknown, Doubt.Blind), (verdict.Outcome, verdict.Doubt));
        Assert.Contains("shop.find", verdict.Reason, StringComparison.Ordinal);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.Plans(Given.Plan(Orders, Scan) with { Unseen = ["it calls the function shop.find"] }), Queries).Outcome);
    }

    [Fact]
    public void Takes_the_workers_of_a_parallel_scan_for_one() =>
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.Plans(Given.Plan(Orders, Scan with { EstimatedRows = 24_000, ScansWatched = 120, TuplesReadWatched = 40 * 24_000 })), Queries).Outcome);

    [Theory]
    [InlineData(99, 0, Outcome.Unknown)]
    [InlineData(100, 5, Outcome.Pass)]
    [InlineData(100, 6, Outcome.Unknown)]
    public void Clears_a_statement_whose_calls_were_seen_not_to_scan(long settled, long scans, Outcome expected) => Assert.Equal(
        expected,
        Given.Decide(Check, Given.Plans(Given.Plan(Orders, Scan with { CallsWatched = 150, CallsSettled = settled, ScansWatched = scans, TuplesReadWatched = scans * 120_000 })), Queries).Outcome);

    [Fact]
    public void Looks_at_hot_statements_and_at_what_has_a_plan_alone()
    {
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Plans(Given.Plan(Orders), Given.Plan(Given.Statement("lines"), Scan) with { IsHot = false }), Queries).Outcome);
        var session = Given.Statement("session", (5_000, 20)) with { IsPlannable = false };
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Plans(Given.Plan(Orders)), Given.Queries(Orders, session)).Outcome);
        var procedure = Given.Statement("procedure", (5_000, 20)) with { IsPlannable = false, Text = "call book(?)" };
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.Plans(Given.Plan(Orders)), Given.Queries(Orders, procedure)).Doubt);
    }

    [Fact]
    public void Passes_a_scan_that_its_limit_ends_but_not_one_that_reads_the_table_for_its_row()
    {
        var first = Scan with { TuplesReadWatched = 40 * 20 };
        var verdict = Given.Decide(Check, Given.Plans(Given.Plan(Orders, first)), Queries);
        Assert.Equal(Outcome.Pass, verdict.Outcome);

        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.Plans(Given.Plan(Orders, first with { TuplesReadWatched = 40 * 60_000 })), Queries).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Plans(Given.Plan(Orders, first with { ScansWatched = 10, TuplesReadWatched = 10 * 120_000 })), Queries).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Plans(Given.Plan(Orders, first with { CallsWatched = 19 })), Queries).Outcome);
    }

    [Theory]
    [InlineData(10_000, Outcome.Pass)]
    [InlineData(10_001, Outcome.Fail)]
    public void Leaves_tables_of_exactly_the_limit_alone(long rows, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.Plans(Given.Plan(Orders, Scan with { EstimatedRows = rows })), Queries).Outcome);

    [Fact]
    public void Never_passes_while_a_hot_statement_has_no_plan()
    {
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.Plans(Given.Plan(Orders) with { Unexplained = "It has not been planned yet." }), Queries).Doubt);
        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, Given.Plans(Given.Plan(Orders)), Given.Queries(Orders, Given.Statement("carts", (500, 20)))).Doubt);
        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, Given.Plans(Given.Plan(Orders)), Given.Queries(Orders, Given.Statement("rare", (5, 9_000)))).Doubt);
        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, Given.Plans(Given.Plan(Orders)), Queries with { OverflowCommands = 500 }).Doubt);
    }

    [Fact]
    public void Is_unknown_without_plans_or_queries_or_with_a_hidden_data_source()
    {
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Queries).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Plans(), Given.Queries()).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Plans(Given.Plan(Orders))).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Plans(Given.Plan(Orders)), Queries with { BlindSpots = [Given.Hidden] }).Outcome);
    }

    [Fact]
    public void Leaves_exempted_tables_out() =>
        Assert.Equal(Outcome.Pass, Given.DecideWithout(SubjectKind.Table, "shop.lines", Check, Given.Plans(Given.Plan(Orders, Scan)), Queries).Outcome);

    [Fact]
    public void Does_not_apply_without_a_database() => Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, Given.InventoryWithoutDatabase()).Outcome);

    [Fact]
    public void Follows_an_overridden_limit()
    {
        Assert.Equal(Outcome.Pass, Given.DecideAt(200_000, Check, Given.Plans(Given.Plan(Orders, Scan)), Queries).Outcome);
        Assert.Equal(Outcome.Fail, Given.DecideAt(1_000, Check, Given.Plans(Given.Plan(Orders, Scan with { EstimatedRows = 5_000, TuplesReadWatched = 40 * 5_000 })), Queries).Outcome);
    }
}
