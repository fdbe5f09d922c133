using HealthKit.Evidence;
using HealthKit.Migrations;

namespace HealthKit.Tests.Migrations;

public sealed class MigrationAssessmentTests
{
    [Theory]
    [InlineData("20260301120000_DropSku", 2026)]
    [InlineData("V20250101__init.sql", 2025)]
    [InlineData("202401021230_x.sql", 2024)]
    [InlineData("0003_indexes.sql", null)]
    [InlineData("drop.sql", null)]
    public void Reads_the_date_of_a_name(string id, int? year) => Assert.Equal(year, MigrationAssessment.WrittenAt(id)?.Year);

    [Fact]
    public void Tells_pending_applied_and_unknown_apart_and_leaves_out_what_is_new_among_pending_ones()
    {
        LintedMigration[] migrations =
        [
            new("1", MigrationLinter.Lint("drop table a"), null, null),
            new("2", MigrationLinter.Lint("create table b (id int)"), "m/2.sql", null),
            new("3", MigrationLinter.Lint("create index on b (id); create index on c (id)"), "m/3.sql", "quiet hour"),
        ];
        var at = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var findings = MigrationAssessment.Of(migrations, new MigrationSurroundings
        {
            Applied = new Dictionary<string, DateTimeOffset?> { ["1"] = at },
            Tables = new Dictionary<string, long> { ["shop.c"] = 7 },
        }).ToArray();

        Assert.Equal((MigrationState.Applied, at), (findings[0].State, findings[0].AppliedAt));
        Assert.Equal(2, findings.Length);
        Assert.Equal((MigrationState.Pending, "c", 7L, "m/3.sql:1", "quiet hour"), (findings[1].State, findings[1].Table, findings[1].EstimatedRows, findings[1].Location, findings[1].Acknowledged));
        Assert.All(MigrationAssessment.Of(migrations, MigrationSurroundings.Unknown), static finding => Assert.Equal(MigrationState.Unknown, finding.State));
    }

    [Fact]
    public void Joins_what_two_sources_state()
    {
        var one = new MigrationEvidence { ObservedAt = DateTimeOffset.UnixEpoch, MaxAge = TimeSpan.FromMinutes(5), AssembliesLookedThrough = true, Places = [new MigrationPlace { Name = "a" }] };
        var joined = (MigrationEvidence)one.JoinedWith(one with { AssembliesLookedThrough = false, Places = [new MigrationPlace { Name = "b" }], MaxAge = TimeSpan.FromMinutes(1) });
        Assert.Equal(["a", "b"], joined.Places.Select(static place => place.Name));
        Assert.Equal((true, TimeSpan.FromMinutes(1)), (joined.AssembliesLookedThrough, joined.MaxAge));
    }
}
