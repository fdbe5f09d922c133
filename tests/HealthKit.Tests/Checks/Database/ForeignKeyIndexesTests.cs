using HealthKit.Attestation;
using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Database;

public sealed class ForeignKeyIndexesTests
{
    private static readonly Check Check = Checklist.ForeignKeyIndexes;
    private static readonly PoolEvidence Pools = Given.Pools(Given.Pool());

    [Fact]
    public void Fails_a_key_without_an_index_and_passes_once_it_has_one()
    {
        var red = Given.Decide(Check, Given.Catalog(Given.Database() with { MissingForeignKeyIndexes = [Missing("shop.carts", 900), Missing("shop.lines", 120_000)] }), Pools);
        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.Equal(["shop.lines (order_id)", "shop.carts (order_id)"], red.Offenders.Select(static offender => offender.Subject));
        Assert.StartsWith("CREATE INDEX CONCURRENTLY ON shop.lines (order_id);", red.Remedy, StringComparison.Ordinal);

        var green = Given.Decide(Check, Given.Catalog(Given.Database()), Pools);
        Assert.Equal(Outcome.Pass, green.Outcome);
        Assert.Equal("shop: 9 foreign keys looked at.", green.Observed);
    }

    [Theory]
    [InlineData(999, Outcome.Warn)]
    [InlineData(1_000, Outcome.Fail)]
    public void Only_warns_of_small_tables(long rows, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.Catalog(Given.Database() with { MissingForeignKeyIndexes = [Missing("shop.lines", rows)] }), Pools).Outcome);

    [Fact]
    public void Tells_a_database_without_foreign_keys_from_one_that_was_not_seen()
    {
        var verdict = Given.Decide(Check, Given.Catalog(Given.Database() with { ForeignKeys = 0 }), Pools);
        Assert.Equal(Outcome.Pass, verdict.Outcome);
        Assert.Contains("no foreign key in 12 tables", verdict.Observed, StringComparison.Ordinal);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Catalog(Given.Database() with { ForeignKeys = 0, Tables = 0 }), Pools).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Catalog(Given.Database() with { ForeignKeys = 0, Tables = null }), Pools).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Catalog(), Pools).Outcome);
    }

    [Fact]
    public void Lets_an_unreadable_database_keep_a_pass_away_but_not_a_counter_example()
    {
        var closed = Given.Database("archive") with { ForeignKeys = 0, Unreadable = "no answer" };
        Assert.Equal("archive: no answer.", Given.Decide(Check, Given.Catalog(Given.Database(), closed), Pools).Reason);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.Catalog(Given.Database() with { MissingForeignKeyIndexes = [Missing("shop.lines", 5_000)] }, closed), Pools).Outcome);
    }

    [Fact]
    public void Never_passes_while_a_data_source_is_hidden()
    {
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Catalog(Given.Database()), Pools with { BlindSpots = [Given.Hidden] }).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Catalog(Given.Database())).Outcome);
    }

    [Fact]
    public void Leaves_exempted_tables_out()
    {
        var catalog = Given.Catalog(Given.Database() with { MissingForeignKeyIndexes = [Missing("shop.lines", 5_000)] });
        Assert.Equal(Outcome.Pass, Given.DecideWithout(SubjectKind.Table, "shop.lines", Check, catalog, Pools).Outcome);
    }

    [Fact]
    public void Does_not_apply_without_a_database() => Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, Given.InventoryWithoutDatabase()).Outcome);

    private static MissingIndexEvidence Missing(string table, long rows) => new(table, "order_id", rows, $"CREATE INDEX CONCURRENTLY ON {table} (order_id);");
}
