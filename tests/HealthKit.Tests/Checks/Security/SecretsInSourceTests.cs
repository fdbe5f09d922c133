using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Security;

public sealed class SecretsInSourceTests
{
    private static readonly Check Check = Checklist.SecretsInSource;

    private static readonly SecretFinding Key = new("aws-access-token", "deploy/seed.sh", "4f2c9e1");

    private static SecretScanEvidence History(Func<SecretHistoryScan, SecretHistoryScan> change) => Given.SecretScan() with { History = change(Given.SecretScan().History!) };

    [Fact]
    public void Fails_a_secret_in_the_history_and_passes_once_it_is_accepted()
    {
        var red = Given.Decide(Check, History(static history => history with { Findings = [Key] }));
        Assert.Equal((Outcome.Fail, "deploy/seed.sh"), (red.Outcome, red.Offenders[0].Subject));
        Assert.Contains("4f2c9e1", red.Offenders[0].Observed, StringComparison.Ordinal);

        var green = Given.Decide(Check, History(static history => history with { Accepted = 1 }));
        Assert.Equal((Outcome.Pass, VerdictSource.Built), (green.Outcome, green.Source));
        Assert.Contains("0 in 340 commits by 222 rules, 1 accepted", green.Observed, StringComparison.Ordinal);
    }

    [Fact]
    public void Fails_a_secret_in_a_shipped_file_even_without_a_history() =>
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.SecretScan() with { History = null, Shipped = [new SecretFinding("connection-string", "appsettings.json: Db")] }).Outcome);

    [Fact]
    public void Only_warns_of_a_finding_by_entropy_alone() =>
        Assert.Equal(Outcome.Warn, Given.Decide(Check, History(static history => history with { Findings = [Key with { Rule = "generic-api-key", Generic = true }] })).Outcome);

    [Fact]
    public void Does_not_pass_a_scan_that_did_not_look()
    {
        Assert.Equal(Outcome.Unknown, Given.Decide(Check).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.SecretScan() with { History = null }).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, History(static history => history with { Incomplete = "The clone is shallow." })).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, History(static history => history with { Commits = 0 })).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, History(static history => history with { Rules = 0 })).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.SecretScan() with { ShippedValues = 0 }).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.SecretScan() with { ShippedUnreadable = "A configuration provider is opaque." }).Outcome);
    }

    [Fact]
    public void Fails_what_an_incomplete_scan_found_all_the_same() =>
        Assert.Equal(Outcome.Fail, Given.Decide(Check, History(static history => history with { Incomplete = "The clone is shallow.", Findings = [Key] })).Outcome);
}
