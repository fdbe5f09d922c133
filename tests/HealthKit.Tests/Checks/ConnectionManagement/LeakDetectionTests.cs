using HealthKit.Attestation;
using HealthKit.Checks;

namespace HealthKit.Tests.Checks.ConnectionManagement;

public sealed class LeakDetectionTests
{
    private static readonly Check Check = Checklist.LeakDetection;

    [Fact]
    public void Is_unknown_until_a_self_test_has_proved_every_data_source()
    {
        var red = Given.Decide(Check, Given.Pools(Given.Pool(), Given.Pool("reports") with { CustodyProved = false }), Given.Custody());
        Assert.Equal(Outcome.Unknown, red.Outcome);
        Assert.Equal("reports", Assert.Single(red.Offenders).Subject);

        var green = Given.Decide(Check, Given.Pools(Given.Pool(), Given.Pool("reports")), Given.Custody());
        Assert.Equal(Outcome.Pass, green.Outcome);
        Assert.Contains("proved by a self-test", green.Observed, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_the_blind_data_source_and_its_cure()
    {
        var verdict = Given.Decide(Check, Given.Pools(Given.Pool()), Given.Custody() with { BlindSpots = [Given.Hidden] });
        Assert.Equal(Outcome.Unknown, verdict.Outcome);
        Assert.Equal("Register it with AddNpgsqlDataSource.", verdict.Remedy);
        var unproved = Given.Decide(Check, Given.Pools(Given.Pool(), Given.Pool(Given.Hidden.Subject) with { CustodyProved = false }), Given.Custody() with { BlindSpots = [Given.Hidden] });
        Assert.Equal(Given.Hidden.Subject, Assert.Single(unproved.Offenders).Subject);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Pools(Given.Pool()) with { BlindSpots = [Given.Hidden] }, Given.Custody()).Outcome);
    }

    [Fact]
    public void Is_unknown_without_tracking_or_data_sources()
    {
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Pools(Given.Pool())).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Pools(), Given.Custody()).Outcome);
        Assert.Equal(Outcome.Unknown, Given.DecideWithout(SubjectKind.Client, "*", Check, Given.Pools(Given.Pool()), Given.Custody()).Outcome);
    }

    [Fact]
    public void Does_not_apply_without_a_database() => Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, Given.InventoryWithoutDatabase()).Outcome);
}
