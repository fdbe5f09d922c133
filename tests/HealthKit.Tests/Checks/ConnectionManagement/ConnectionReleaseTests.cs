using HealthKit.Attestation;
using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.ConnectionManagement;

public sealed class ConnectionReleaseTests
{
    private static readonly Check Check = Checklist.ConnectionRelease;
    private static readonly PoolEvidence Pools = Given.Pools(Given.Pool());
    private static readonly CodeScanEvidence Scan = Given.CodeScan(Given.CodeRule("4.8"));
    private static readonly CodeSite Site = new("Shop.Orders.Load", "Orders.cs:12", "OpenAsync without using");

    [Fact]
    public void Fails_a_route_that_leaves_connections_open_and_passes_once_it_closes_them()
    {
        var leaking = Given.Custody() with { Leaks = [new("GET /a", 1, 0), new("GET /report", 12, 9)] };
        var red = Given.Decide(Check, leaking, Pools, Scan);
        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.Equal(["GET /report", "GET /a"], red.Offenders.Select(static offender => offender.Subject));
        Assert.Contains("12 connections still open and idle 5 s after the request (limit 0), 9 of them after a failure", red.Observed, StringComparison.Ordinal);

        var green = Given.Decide(Check, Given.Custody(), Pools, Scan);
        Assert.Equal(Outcome.Pass, green.Outcome);
        Assert.Equal("none of 5,000 connections was left open; code scan: 7 sites in 1 assembly looked at, none flagged.", green.Observed);
    }

    [Fact]
    public void Fails_a_flagged_site_and_lists_the_unresolved()
    {
        var red = Given.Decide(Check, Given.Custody(), Pools, Given.CodeScan(Given.CodeRule("4.8", Site)));
        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.Equal(VerdictSource.Built, red.Source);
        Assert.Equal("Shop.Orders.Load (Orders.cs:12)", Assert.Single(red.Offenders).Subject);
        Assert.Equal(VerdictSource.Measured, Given.Decide(Check, Given.Custody() with { Leaks = [new("GET /a", 1, 0)] }, Pools, Given.CodeScan(Given.CodeRule("4.8", Site))).Source);

        var unresolved = Given.Decide(Check, Given.Custody(), Pools, Given.CodeScan(Given.CodeRule("4.8") with { Sites = 20, Unresolved = [Site] }));
        Assert.Equal(Outcome.Pass, unresolved.Outcome);
        Assert.Contains("none flagged, 1 unresolved: Shop.Orders.Load (OpenAsync without using)", unresolved.Observed, StringComparison.Ordinal);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Custody(), Pools, Given.CodeScan(Given.CodeRule("4.8"), Given.CodeRule("4.9", Site))).Outcome);
    }

    [Fact]
    public void Never_passes_over_many_sites_that_nobody_could_resolve()
    {
        var verdict = Given.Decide(Check, Given.Custody(), Pools, Given.CodeScan(Given.CodeRule("4.8") with { Sites = 19, Unresolved = [Site] }));
        Assert.Equal((Outcome.Unknown, Doubt.Blind), (verdict.Outcome, verdict.Doubt));
        Assert.Contains("19 sites looked at, none flagged, more than 5 % of them unresolved: Shop.Orders.Load (OpenAsync without using)", verdict.Reason, StringComparison.Ordinal);
        var accepted = Given.Decide(Check, Given.Custody(), Pools, Given.CodeScan(Given.CodeRule("4.8") with { Accepted = [Site with { Reason = "listens" }] }));
        Assert.Equal("none of 5,000 connections was left open; code scan: 7 sites in 1 assembly looked at, none flagged, 1 accepted: Shop.Orders.Load (listens).", accepted.Observed);
    }

    [Fact]
    public void Warns_of_connections_that_are_closed_late()
    {
        var verdict = Given.Decide(Check, Given.Custody() with { ClosedLate = 3 }, Pools, Scan);
        Assert.Equal(Outcome.Warn, verdict.Outcome);
        Assert.StartsWith("3 connections of 5,000 closed only more than 5 s after their request had ended", verdict.Observed, StringComparison.Ordinal);
    }

    [Fact]
    public void Knows_nothing_of_a_connection_that_the_server_cannot_be_asked_about()
    {
        var blind = Given.Custody() with { Undecided = [new("GET /a", 2, 0)] };
        var verdict = Given.Decide(Check, blind, Pools, Scan);
        Assert.Equal((Outcome.Unknown, Doubt.Blind), (verdict.Outcome, verdict.Doubt));
        Assert.Equal("GET /a", verdict.Offenders[0].Subject);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, blind with { Leaks = [new("GET /b", 1, 0)] }, Pools, Scan).Outcome);
        Assert.Equal(Outcome.Pass, Given.DecideWithout(SubjectKind.Route, "GET /a", Check, blind, Pools, Scan).Outcome);
    }

    [Theory]
    [InlineData(999, Outcome.Unknown)]
    [InlineData(1_000, Outcome.Pass)]
    public void Needs_a_thousand_opens(long opens, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.Custody() with { Opens = opens }, Pools, Scan).Outcome);

    [Fact]
    public void Never_passes_without_a_scan_that_looked_for_it()
    {
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.Custody(), Pools).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.Custody(), Pools, Given.CodeScan(Given.CodeRule("6.5"))).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.Custody(), Pools, Scan with { Assemblies = [] }).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.Custody(), Pools, Scan with { Unread = ["Shop.Domain: it was not found"] }).Doubt);
    }

    [Fact]
    public void Lets_a_data_source_that_is_not_followed_keep_a_pass_away_but_not_a_leak()
    {
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.Custody() with { BlindSpots = [Given.Hidden] }, Pools, Scan).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.Custody(), Pools with { BlindSpots = [Given.Hidden] }, Scan).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.Custody(), Given.Pools(Given.Pool() with { CustodyProved = false }), Scan).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.Custody(), Scan).Doubt);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.Custody() with { Leaks = [new("GET /a", 1, 0)], BlindSpots = [Given.Hidden] }).Outcome);
    }

    [Fact]
    public void Leaves_exempted_routes_and_members_out()
    {
        Assert.Equal(Outcome.Pass, Given.DecideWithout(SubjectKind.Route, "GET /a", Check, Given.Custody() with { Leaks = [new("GET /a", 1, 0)] }, Pools, Scan).Outcome);
        Assert.Equal(Outcome.Pass, Given.DecideWithout(SubjectKind.Member, "Shop.*", Check, Given.Custody(), Pools, Given.CodeScan(Given.CodeRule("4.8", Site))).Outcome);
    }

    [Fact]
    public void Does_not_apply_without_a_database() => Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, Given.InventoryWithoutDatabase()).Outcome);
}
