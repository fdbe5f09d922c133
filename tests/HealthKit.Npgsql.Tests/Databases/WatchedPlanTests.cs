using HealthKit.Evidence;
using HealthKit.Npgsql.Commands;
using HealthKit.Npgsql.Databases;
using HealthKit.Npgsql.Sql;

namespace HealthKit.Npgsql.Tests.Databases;

public class WatchedPlanTests
{
    private static readonly TableName Orders = new("public", "orders");
    private static readonly ExplainedPlan Plan = new("hash", [new PlannedScan(Orders, "customer")], [Orders], null);

    private readonly Statement _statement = new(1, TimeSpan.FromMilliseconds(100), default);
    private readonly WatchedPlan _watched;
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private long _scans;
    private long _uses;
    private long _read = 50_000;
    private long _tuples;
    private DateTime? _openSince;
    private bool _isKnown = true;

    public WatchedPlanTests() => _watched = new WatchedPlan(_statement, "shop", Plan, _now);

    // At one pace calls settle seconds after others' uses of the table's indexes are counted, so that a share near the limit goes up and down.
    [Fact]
    public void Keeps_what_it_proved_until_the_counters_are_reset()
    {
        Observe();
        Pass(calls: 100, scans: 100, uses: 40);
        Pass(calls: 100, scans: 100, uses: 40);
        var proved = Pass(calls: 0, scans: 0, uses: 0);
        Assert.Equal((200, 120), (proved.CallsCompared, proved.CallsWithoutIndex));

        // Others come to use the table's indexes much more than the statement is called.
        for (var i = 0; i < 5; i++)
        {
            var later = Pass(calls: 100, scans: 100, uses: 900);
            Assert.Equal((200, 120), (later.CallsCompared, later.CallsWithoutIndex));
            Assert.True(later.IndexScansWatched > later.CallsSettled);
        }

        // pg_stat_reset(): what is counted from now on is all there is.
        (_scans, _uses, _tuples) = (0, 0, 0);
        Assert.Equal((0, 0), (Observe().CallsCompared, Observe().CallsWithoutIndex));
        Pass(calls: 100, scans: 0, uses: 100);
        Pass(calls: 100, scans: 0, uses: 100);
        var cleared = Pass(calls: 100, scans: 0, uses: 100);
        Assert.Equal(0, cleared.CallsWithoutIndex);
        Assert.True(cleared.CallsCompared >= 20);
    }

    [Fact]
    public void A_larger_share_takes_the_place_of_a_smaller_one()
    {
        Observe();
        Pass(calls: 100, scans: 50, uses: 90);
        Assert.Equal((100, 10), Compared(Pass(calls: 900, scans: 900, uses: 0)));
        Assert.Equal((1000, 910), Compared(Pass(calls: 0, scans: 0, uses: 0)));
    }

    // A job looks up by an index again and again, and somebody else scans: the uses are booked when the job's transaction ends.
    [Fact]
    public void Waits_for_the_end_of_transactions_however_long_they_are()
    {
        Observe();
        _openSince = _now.UtcDateTime;
        for (var i = 0; i < 8; i++)
        {
            Pass(calls: 100, scans: 100, uses: 0);
            Assert.Equal((0, 0), Compared(Pass(calls: 100, scans: 100, uses: 0)));
        }

        _openSince = null;
        Assert.Equal((100, 0), Compared(Pass(calls: 0, scans: 0, uses: 1600)));
    }

    [Fact]
    public void Compares_nothing_where_nobody_knows_which_transactions_are_open()
    {
        _isKnown = false;
        Observe();
        Pass(calls: 100, scans: 100, uses: 0);
        var unknown = Pass(calls: 100, scans: 100, uses: 0);
        Assert.Equal((0, 0), Compared(unknown));
        Assert.Equal(0, unknown.CallsSettled);
    }

    // One request in a hundred was looked at: that many calls may well have been fewer.
    [Fact]
    public void Takes_the_error_of_sampling_off_before_it_is_sure()
    {
        Observe();
        var weight = SampleWeight.OfStride(100);
        for (var i = 0; i < 10; i++)
        {
            _statement.AddCalls(1, ticks: 1, weight, half: 0, examined: false);
        }

        Pass(calls: 0, scans: 600, uses: 600);
        var few = Pass(calls: 0, scans: 0, uses: 0);
        Assert.True(few.CallsSettled > 1_000);
        Assert.Equal(0, few.CallsCompared);

        for (var i = 0; i < 990; i++)
        {
            _statement.AddCalls(1, ticks: 1, weight, half: 0, examined: false);
        }

        Pass(calls: 0, scans: 99_400, uses: 50_000);
        var many = Pass(calls: 0, scans: 0, uses: 0);
        Assert.InRange(many.CallsCompared, 85_000, many.CallsSettled - 10_000);
        Assert.Equal(many.CallsCompared - 50_600, many.CallsWithoutIndex);
    }

    [Fact]
    public void Tells_other_indexes_and_other_plans_from_the_same()
    {
        Assert.True(Plan.IsSameAs(Plan with { Scans = [] }));
        Assert.False(Plan.IsSameAs(Plan with { Indexes = "other" }));
        Assert.False(Plan.IsSameAs(Plan with { Hash = "other" }));
        Assert.False((Plan with { Hash = null }).IsSameAs(Plan with { Hash = null }));
    }

    // Each call's scan ends after a row or reads all 50,000; whose the whole ones are, the sums alone say.
    [Fact]
    public void Counts_as_read_by_its_calls_what_scans_of_others_cannot_have_read()
    {
        Observe();
        var waiting = Pass(calls: 100, scans: 100, uses: 0);
        Assert.Equal(0, waiting.TuplesReadByCalls);
        Assert.Equal(100 * 50_000, Pass(calls: 0, scans: 0, uses: 0).TuplesReadByCalls);
        Assert.Equal(100 * 50_000, Pass(calls: 0, scans: 0, uses: 0).TuplesReadWatched);

        // Ten scans that may be anybody's.
        Assert.Equal(100 * 50_000, Pass(calls: 0, scans: 10, uses: 0).TuplesReadByCalls);

        // As many as there were calls, each ended after a row.
        _read = 1;
        Pass(calls: 10_000, scans: 10_000, uses: 0);
        Assert.Equal(100 * 50_000 + 10_000, Pass(calls: 0, scans: 0, uses: 0).TuplesReadByCalls);
    }

    [Fact]
    public void Goes_on_with_the_same_plan_as_statistics_and_functions_are_now()
    {
        Observe();
        Assert.True(_watched.IsObserved);
        Pass(calls: 100, scans: 100, uses: 0);
        _watched.Renew(Plan with { Scans = [new PlannedScan(Orders, "customer") { EndsEarly = true }] }, _now);
        var early = Pass(calls: 100, scans: 100, uses: 0);
        Assert.True(early.EndsEarly);
        Assert.Equal(200, early.CallsWatched);

        // A partition left out for this text's literals stays; a scan that a join wanted does not.
        var part = new TableName("public", "orders_2");
        var joined = Plan with { Scans = [new PlannedScan(part, null) { JoinedBy = ["customer"] }] };
        Assert.Equal([part, Orders], joined.After(Plan).Scans.Select(static scan => scan.Table));
        Assert.Equal([Orders], Plan.After(joined).Scans.Select(static scan => scan.Table));
    }

    private static (long Calls, long WithoutIndex) Compared(SequentialScanEvidence scan) => (scan.CallsCompared, scan.CallsWithoutIndex);

    private SequentialScanEvidence Pass(int calls, long scans, long uses)
    {
        if (calls > 0)
        {
            _statement.AddCalls(calls, ticks: calls, SampleWeight.One, half: 0, examined: false);
        }

        (_scans, _uses, _tuples) = (_scans + scans, _uses + uses, _tuples + scans * _read);
        return Observe();
    }

    private SequentialScanEvidence Observe()
    {
        _now += TimeSpan.FromSeconds(15);
        _watched.Observe(
            new Dictionary<TableName, TableCounters> { [Orders] = new("public.orders", "public.orders", 1, 50_000, 50_000, _scans, _tuples, _uses) },
            _now,
            _isKnown ? new OpenTransactions(_now.UtcDateTime, _openSince ?? _now.UtcDateTime) : null);
        return Assert.Single(_watched.Measure());
    }
}
