using HealthKit.Attestation;
using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Scalability;

public sealed class SharedMutableStateTests
{
    private static readonly Check Check = Checklist.SharedMutableState;

    private static readonly CodeSite Site = new("Shop.Cart._items", "Cart.cs:9", "a singleton's dictionary is written by a request");

    private static CodeScanEvidence Scan(int sites, int unresolved = 0, params CodeSite[] flagged) =>
        Given.CodeScan(Given.CodeRule("8.3", flagged) with { Sites = sites, Unresolved = [.. Enumerable.Repeat(Site, unresolved)] });

    [Fact]
    public void Warns_of_a_written_singleton_and_passes_once_it_is_accepted()
    {
        var red = Given.Decide(Check, Scan(40, 0, Site));
        Assert.Equal((Outcome.Warn, "Shop.Cart._items (Cart.cs:9)"), (red.Outcome, Assert.Single(red.Offenders).Subject));
        var accepted = Given.CodeScan(Given.CodeRule("8.3") with { Sites = 40, Accepted = [Site] });
        Assert.Equal((Outcome.Pass, 40L), (Given.Decide(Check, accepted).Outcome, Given.Decide(Check, accepted).Samples));
        Assert.Contains("1 accepted", Given.Decide(Check, accepted).Observed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(40, 2, Outcome.Pass)]
    [InlineData(40, 3, Outcome.Unknown)]
    [InlineData(0, 0, Outcome.Unknown)]
    public void Needs_sites_and_most_of_them_resolved(int sites, int unresolved, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Scan(sites, unresolved)).Outcome);

    [Fact]
    public void Knows_nothing_without_a_scan_of_this_rule()
    {
        Assert.Equal(Outcome.Unknown, Given.Decide(Check).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.CodeScan()).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.CodeScan(Given.CodeRule("6.5", Site))).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Scan(40) with { Assemblies = [] }).Outcome);
    }

    [Fact]
    public void Shows_why_a_site_is_accepted() =>
        Assert.Contains("1 accepted: Shop.Cart._items (a cache of countries)", Given.Decide(Check, Given.CodeScan(Given.CodeRule("8.3") with { Accepted = [Site with { Reason = "a cache of countries" }] })).Observed, StringComparison.Ordinal);

    [Fact]
    public void Does_not_pass_while_an_assembly_is_unread()
    {
        var verdict = Given.Decide(Check, Scan(40) with { Unread = ["Shop.Domain: it was not found"] });
        Assert.Equal(Doubt.Blind, verdict.Doubt);
        Assert.Contains("could not read Shop.Domain: it was not found", verdict.Reason, StringComparison.Ordinal);
        Assert.Equal(Outcome.Warn, Given.Decide(Check, Scan(40, 0, Site) with { Unread = ["Shop.Domain: it was not found"] }).Outcome);
    }

    [Fact]
    public void Leaves_an_exempted_member_out() =>
        Assert.Equal(Outcome.Pass, Given.DecideWithout(SubjectKind.Member, "Shop.Cart*", Check, Scan(40, 0, Site)).Outcome);
}
