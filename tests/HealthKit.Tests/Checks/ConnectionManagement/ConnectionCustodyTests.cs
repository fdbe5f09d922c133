using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.ConnectionManagement;

public sealed class ConnectionCustodyTests
{
    private static readonly Check Check = Checklist.ConnectionCustody;
    private static readonly PoolEvidence Pools = Given.Pools(Given.Pool());

    [Fact]
    public void Fails_a_route_that_holds_a_connection_while_it_calls_out_and_passes_once_it_lets_go()
    {
        var holding = Given.Custody() with
        {
            HeldOverHttp = [new("GET /a", "mail.example", 1, TimeSpan.FromMilliseconds(3)), new("POST /checkout", "payment.example", 40, TimeSpan.FromMilliseconds(4_800))],
        };
        var red = Given.Decide(Check, holding, Pools);
        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.Equal(["POST /checkout", "GET /a"], red.Offenders.Select(static offender => offender.Subject));
        Assert.Contains("over a call to payment.example in 40 requests (limit 0), 4.8 s of pool time lost", red.Observed, StringComparison.Ordinal);

        var green = Given.Decide(Check, Given.Custody(), Pools);
        Assert.Equal(Outcome.Pass, green.Outcome);
        Assert.Equal("none of 400 requests that called out held an idle connection meanwhile; paths that no request took were not looked at: no code scan.", green.Observed);
        Assert.Equal(
            "none of 400 requests that called out held an idle connection meanwhile; code scan: 7 sites in 1 assembly looked at, none flagged; of calls out it knows HttpClient, WebClient, WebRequest, gRPC, RestSharp and Flurl, not the SDKs of clouds and payment providers.",
            Given.Decide(Check, Given.Custody(), Pools, Given.CodeScan(Given.CodeRule("4.9"))).Observed);
        Assert.EndsWith("no code scan.", Given.Decide(Check, Given.Custody(), Pools, Given.CodeScan(Given.CodeRule("4.9")) with { Unread = ["Shop.Domain: it was not found"] }).Observed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(299, Outcome.Unknown)]
    [InlineData(300, Outcome.Pass)]
    public void Needs_three_hundred_requests_that_call_out(long requests, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.Custody() with { RequestsCallingOut = requests }, Pools).Outcome);

    [Fact]
    public void Fails_a_flagged_site_of_its_own_rule_only()
    {
        var site = new CodeSite("Shop.Checkout.Pay", null, "HTTP call between open and dispose");
        var red = Given.Decide(Check, Given.Custody() with { RequestsCallingOut = 0 }, Pools, Given.CodeScan(Given.CodeRule("4.9", site)));
        Assert.Equal((Outcome.Fail, VerdictSource.Built), (red.Outcome, red.Source));
        Assert.Equal("Shop.Checkout.Pay", red.Offenders[0].Subject);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Custody(), Pools, Given.CodeScan(Given.CodeRule("4.9") with { Unresolved = [site] })).Outcome);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Custody(), Pools, Given.CodeScan(Given.CodeRule("4.8", site))).Outcome);
    }

    [Fact]
    public void Lets_a_data_source_that_is_not_followed_keep_a_pass_away_but_not_a_counter_example()
    {
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.Custody() with { BlindSpots = [Given.Hidden] }, Pools).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.Custody(), Given.Pools(Given.Pool(), Given.Pool("reports") with { CustodyProved = false })).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.Custody()).Doubt);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.Custody() with { HeldOverHttp = [new("GET /a", "mail.example", 1, TimeSpan.FromMilliseconds(3))], BlindSpots = [Given.Hidden] }).Outcome);
    }

    [Fact]
    public void Does_not_apply_without_a_database() => Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, Given.InventoryWithoutDatabase()).Outcome);

    [Fact]
    public void Applies_to_a_site_in_code_that_has_not_run_yet()
    {
        var site = new CodeSite("Shop.Refunds.Settle", null, "HTTP call between open and dispose");
        var quiet = Given.Inventory() with { HttpClients = 0, OutboundCalls = 0, Requests = 1_000 };

        Assert.Equal(Outcome.Fail, Given.Decide(Check, quiet, Given.Custody(), Given.CodeScan(Given.CodeRule("4.9", site))).Outcome);
        Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, quiet, Given.Custody(), Given.CodeScan(Given.CodeRule("4.9"))).Outcome);
        Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, quiet, Given.Custody(), Given.CodeScan(Given.CodeRule("4.8", site))).Outcome);
    }

    [Theory]
    [InlineData(0, 0L, 1_000, Outcome.NotApplicable)]
    [InlineData(0, 0L, 999, Outcome.Unknown)]
    [InlineData(1, 0L, 1_000, Outcome.Unknown)]
    [InlineData(0, 1L, 1_000, Outcome.Unknown)]
    [InlineData(0, null, 1_000, Outcome.Unknown)]
    public void Does_not_apply_to_a_service_that_provably_calls_nobody(int clients, long? calls, long requests, Outcome expected)
    {
        var inventory = Given.Inventory() with { HttpClients = clients, OutboundCalls = calls, Requests = requests };
        Assert.Equal(expected, Given.Decide(Check, Given.Custody() with { RequestsCallingOut = 0 }, Pools, inventory).Outcome);
    }
}
