using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Database;

/// <summary>A database that HealthKit cannot see into is named, instead of advice that would change nothing.</summary>
public sealed class OtherDatabaseTests
{
    private static readonly InventoryEvidence Sqlite = Given.Inventory() with { DatabaseDrivers = ["Microsoft.Data.Sqlite"], UnseenDrivers = ["Microsoft.Data.Sqlite"] };

    public static TheoryData<string> OfDatabases => [.. Catalogue.All.Where(static check => check.AppliesTo == Absences.Database || check.AppliesTo == Absences.DatabaseBesideOutboundHttp).Select(static check => check.Id)];

    [Theory]
    [MemberData(nameof(OfDatabases))]
    public void Names_the_driver_whose_work_it_does_not_see(string id)
    {
        var check = Catalogue.All.Single(check => check.Id == id);

        var verdict = Given.Decide(check, Sqlite);

        Assert.Equal((Outcome.Unknown, Doubt.Blind), (verdict.Outcome, verdict.Doubt));
        Assert.StartsWith("The service's database is reached through Microsoft.Data.Sqlite", verdict.Reason, StringComparison.Ordinal);
        Assert.EndsWith(check.Attestable ? "Attest it: HealthAudit:Attestations." : "This version cannot decide it.", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_nothing_of_it_beside_a_driver_that_it_sees() =>
        Assert.DoesNotContain("Sqlite", Given.Decide(Checklist.ForeignKeyIndexes, Sqlite with { DatabaseDrivers = ["Microsoft.Data.Sqlite", "Npgsql"] }).Reason, StringComparison.Ordinal);

    [Fact]
    public void Keeps_what_was_seen_in_code()
    {
        var site = new CodeSite("Shop.Checkout.Pay", null, "HTTP call between open and dispose");
        var scan = Given.CodeScan(Given.CodeRule("4.9", site));

        Assert.Equal(Outcome.Fail, Given.Decide(Checklist.ConnectionCustody, Sqlite, Given.Custody(), scan).Outcome);
    }
}
