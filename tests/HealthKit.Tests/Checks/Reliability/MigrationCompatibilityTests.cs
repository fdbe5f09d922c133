using HealthKit.Attestation;
using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Reliability;

public class MigrationCompatibilityTests
{
    private static readonly Check Check = Checklist.MigrationCompatibility;
    private static readonly MigrationFinding Dropped = Given.DroppedColumn();

    [Fact]
    public void Fails_a_dropped_column_and_passes_once_it_is_acknowledged_or_gone()
    {
        var red = Given.Decide(Check, Given.MigrationsOf(Dropped));
        var acknowledged = Given.Decide(Check, Given.MigrationsOf(Dropped with { Acknowledged = "contract phase of SHOP-12" }));

        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.Equal("Migrations/DropSku.cs:14", Assert.Single(red.Offenders).Subject);
        Assert.Contains("drop-column on public.products, about 20,000 rows, pending", red.Observed, StringComparison.Ordinal);
        Assert.Equal(Outcome.Pass, acknowledged.Outcome);
        Assert.Contains("contract phase of SHOP-12", acknowledged.Observed, StringComparison.Ordinal);
        Assert.Contains("12 operations of 3 migrations", Given.Decide(Check, Given.MigrationsOf()).Observed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(30, Outcome.Fail)]
    [InlineData(31, Outcome.Pass)]
    public void Looks_back_thirty_days_from_when_it_was_applied(int days, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.MigrationsOf(Dropped with { State = MigrationState.Applied, AppliedAt = Given.At.AddDays(-days) })).Outcome);

    [Theory]
    [InlineData(30, MigrationState.Applied, Outcome.Fail)]
    [InlineData(31, MigrationState.Applied, Outcome.Unknown)]
    [InlineData(90, MigrationState.Applied, Outcome.Unknown)]
    [InlineData(91, MigrationState.Applied, Outcome.Pass)]
    [InlineData(30, MigrationState.Unknown, Outcome.Fail)]
    [InlineData(91, MigrationState.Unknown, Outcome.Unknown)]
    [InlineData(400, MigrationState.Pending, Outcome.Fail)]
    public void Does_not_take_the_day_it_was_written_for_the_day_it_was_applied(int days, MigrationState state, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.MigrationsOf(Dropped with { State = state, WrittenAt = Given.At.AddDays(-days) })).Outcome);

    [Fact]
    public void Leaves_locks_to_another_check_and_unclassified_statements_open()
    {
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.MigrationsOf(Dropped with { Risk = MigrationRisk.Lock })).Outcome);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.MigrationsOf(Dropped with { Risk = MigrationRisk.Unclassified })).Doubt);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.MigrationsOf(Dropped with { Risk = MigrationRisk.Unclassified, Acknowledged = "reviewed" })).Outcome);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.MigrationsOf(Dropped, Dropped with { Risk = MigrationRisk.Unclassified })).Outcome);
    }

    [Fact]
    public void Is_unknown_while_a_place_is_not_read_but_fails_on_what_is()
    {
        MigrationPlace refused = new() { Name = "db/migrations", Unreadable = "The build evidence lists no files." };
        var clean = Given.MigrationsOf();

        Assert.Equal(Doubt.Blind, Given.Decide(Check, clean with { Places = [.. clean.Places, refused] }).Doubt);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, clean with { Places = [.. clean.Places, refused], Findings = [Dropped] }).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, clean with { Places = [] }).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check).Outcome);
    }

    [Fact]
    public void Does_not_apply_only_when_assemblies_and_files_were_looked_through()
    {
        var none = Given.MigrationsOf() with { Places = [new MigrationPlace { Name = "ShopContext" }] };

        Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, none with { FilesLookedThrough = true }).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, none).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, none with { FilesLookedThrough = true, Places = [new MigrationPlace { Name = "ShopContext", Unreadable = "Its options need a tenant." }] }).Outcome);
    }

    [Fact]
    public void Leaves_out_an_exempted_table() =>
        Assert.Equal(Outcome.Pass, Given.DecideWithout(SubjectKind.Table, "public.products", Check, Given.MigrationsOf(Dropped)).Outcome);
}
