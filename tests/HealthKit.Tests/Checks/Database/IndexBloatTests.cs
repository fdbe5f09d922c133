using HealthKit.Attestation;
using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Database;

public sealed class IndexBloatTests
{
    private static readonly Check Check = Checklist.IndexBloat;
    private static readonly PoolEvidence Pools = Given.Pools(Given.Pool());

    [Fact]
    public void Fails_a_bloated_index_and_passes_once_it_is_rebuilt()
    {
        var red = Decide(Index(0.6), Index(0.05, "shop.fine"));
        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.Equal("shop.lines_pk", Assert.Single(red.Offenders).Subject);
        Assert.Equal("REINDEX INDEX CONCURRENTLY shop.lines_pk;", red.Remedy);
        Assert.Contains("60 % of 10 MiB (limit 20 %)", red.Observed, StringComparison.Ordinal);

        var green = Decide(Index(0.02), Index(0.05, "shop.fine"));
        Assert.Equal(Outcome.Pass, green.Outcome);
        Assert.Contains("2 indexes measured of 20", green.Observed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.199, Outcome.Pass)]
    [InlineData(0.2, Outcome.Warn)]
    [InlineData(0.4, Outcome.Warn)]
    [InlineData(0.401, Outcome.Fail)]
    [InlineData(double.NaN, Outcome.Unknown)]
    public void Draws_the_lines_at_20_and_40_percent(double ratio, Outcome expected) => Assert.Equal(expected, Decide(Index(ratio)).Outcome);

    [Fact]
    public void Takes_random_keys_for_what_they_are() => Assert.Equal(Outcome.Pass, Decide(Index(0.27) with { NormalBecause = "random keys" }).Outcome);

    [Fact]
    public void Says_why_a_figure_does_not_decide()
    {
        var verdict = Decide(Index(0.27) with { Undecided = "larger than 1 GiB" });
        Assert.Equal(Outcome.Unknown, verdict.Outcome);
        Assert.Contains("27 % of 10 MiB (limit 20 %); larger than 1 GiB", verdict.Reason, StringComparison.Ordinal);
        Assert.Equal(Outcome.Pass, Decide(Index(0.1) with { Undecided = "larger than 1 GiB" }).Outcome);
        Assert.Contains("larger than 1 GiB", Decide(Index(double.NaN) with { Undecided = "larger than 1 GiB" }).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Never_decides_by_an_estimate_alone()
    {
        Assert.Equal(Outcome.Unknown, Decide(Index(0.6) with { Exact = false }).Outcome);
        Assert.Equal(Outcome.Unknown, Decide(Index(0.05) with { Exact = false }).Outcome);
        Assert.Equal(Outcome.Pass, Decide(Index(0.05) with { Exact = false }, Index(0.05, "shop.fine")).Outcome);
    }

    [Fact]
    public void Is_unknown_without_the_privilege_and_names_the_grant()
    {
        var verdict = Given.Decide(Check, Given.Catalog(Given.Database() with { BloatUnreadable = "GRANT pg_stat_scan_tables TO app" }), Pools);
        Assert.Equal(Outcome.Unknown, verdict.Outcome);
        Assert.Contains("GRANT pg_stat_scan_tables", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Tells_small_indexes_from_indexes_that_nobody_looked_at()
    {
        Assert.Equal(Outcome.Pass, Decide().Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Catalog(Given.Database() with { IndexesLookedAt = null }), Pools).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Catalog(Given.Database() with { IndexesLookedAt = 0 }), Pools).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Catalog(), Pools).Outcome);
    }

    [Fact]
    public void Lets_an_unreadable_database_or_a_hidden_data_source_keep_a_pass_away()
    {
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Catalog(Given.Database(), Given.Database("archive") with { Unreadable = "no answer" }), Pools).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Catalog(Given.Database()), Pools with { BlindSpots = [Given.Hidden] }).Outcome);
    }

    [Fact]
    public void Leaves_exempted_tables_out() =>
        Assert.Equal(Outcome.Pass, Given.DecideWithout(SubjectKind.Table, "shop.lines", Check, Given.Catalog(Given.Database() with { Indexes = [Index(0.6)] }), Pools).Outcome);

    [Fact]
    public void Does_not_apply_without_a_database() => Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, Given.InventoryWithoutDatabase()).Outcome);

    [Fact]
    public void Follows_an_overridden_limit()
    {
        var catalog = Given.Catalog(Given.Database() with { Indexes = [Index(0.25)] });
        Assert.Equal(Outcome.Pass, Given.DecideAt(0.3, Check, catalog, Pools).Outcome);
        Assert.Equal(Outcome.Fail, Given.DecideAt(0.1, Check, catalog, Pools).Outcome);
    }

    private static IndexBloatEvidence Index(double ratio, string name = "shop.lines_pk") => new() { Index = name, Table = "shop.lines", Bytes = 10 << 20, BloatRatio = ratio, Exact = true };

    private static Verdict Decide(params IndexBloatEvidence[] indexes) => Given.Decide(Check, Given.Catalog(Given.Database() with { Indexes = indexes }), Pools);
}
