using HealthKit.Attestation;
using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.DevelopmentPractices;

public sealed class MigrationLocksTests
{
    private static readonly Check Check = Checklist.MigrationLocks;

    private static MigrationEvidence Migrations(params MigrationFinding[] findings) => new()
    {
        ObservedAt = Given.At,
        MaxAge = Given.MaxAge,
        Places = [new MigrationPlace { Name = "ShopContext", Migrations = 3, Operations = 14 }],
        AssembliesLookedThrough = true,
        FilesLookedThrough = true,
        Findings = findings,
    };

    private static MigrationFinding Lock(long? rows = 250_000) => new()
    {
        Risk = MigrationRisk.Lock,
        Rule = "index-not-concurrent",
        Migration = "20260220_AddIndex",
        Table = "shop.orders",
        EstimatedRows = rows,
        State = MigrationState.Pending,
    };

    [Fact]
    public void Fails_a_lock_on_a_large_table_and_passes_once_it_is_acknowledged()
    {
        var red = Given.Decide(Check, Migrations(Lock()));
        Assert.Equal((Outcome.Fail, Doubt.Refuted), (red.Outcome, red.Doubt));
        Assert.Contains("shop.orders, about 250,000 rows", Assert.Single(red.Offenders).Observed, StringComparison.Ordinal);

        var green = Given.Decide(Check, Migrations(Lock() with { Acknowledged = "Runs in the maintenance window." }));
        Assert.Equal((Outcome.Pass, 14L), (green.Outcome, green.Samples));
        Assert.Contains("1 acknowledged", green.Observed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(999L, Outcome.Warn)]
    [InlineData(1_000L, Outcome.Fail)]
    [InlineData(null, Outcome.Fail)]
    public void Weighs_a_lock_by_the_tables_size(long? rows, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Migrations(Lock(rows))).Outcome);

    [Fact]
    public void Lets_an_old_lock_and_a_breaking_change_stand() =>
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Migrations(
            Lock() with { State = MigrationState.Applied, AppliedAt = Given.At.AddDays(-31) },
            Lock() with { Risk = MigrationRisk.Breaking, Rule = "drop-column" })).Outcome);

    [Fact]
    public void Does_not_pass_what_could_not_be_classified_dated_or_read()
    {
        Assert.Equal(Outcome.Unknown, Given.Decide(Check).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Migrations(Lock() with { Risk = MigrationRisk.Unclassified, Rule = "dynamic-sql" })).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Migrations(Lock() with { State = MigrationState.Unknown })).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Migrations() with { Places = [new MigrationPlace { Name = "AuditContext", Unreadable = "Its options throw." }] }).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Migrations() with { Places = [], FilesLookedThrough = false }).Outcome);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Migrations(Lock(), Lock() with { Risk = MigrationRisk.Unclassified })).Outcome);
    }

    [Fact]
    public void Does_not_apply_where_every_place_was_looked_through_and_held_none()
    {
        Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, Migrations() with { Places = [] }).Outcome);
        Assert.Equal(Outcome.Pass, Given.DecideWithout(SubjectKind.Table, "shop.orders", Check, Migrations(Lock())).Outcome);
    }
}
