using HealthKit.Attestation;
using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.ApiPerformance;

public sealed class OutboundTimeoutsTests
{
    private static readonly Check Check = Checklist.OutboundTimeouts;

    [Fact]
    public void Fails_a_client_without_a_timeout_and_passes_once_it_has_one()
    {
        var endless = Given.Client("payment") with { TimeoutSetting = TimeoutSetting.Infinite, Timeout = null };
        var red = Given.Decide(Check, Given.Outbound(Given.Client("mail"), endless));
        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.Equal(Doubt.Refuted, red.Doubt);
        Assert.Equal("payment", Assert.Single(red.Offenders).Subject);

        var green = Given.Decide(Check, Given.Outbound(Given.Client("mail"), Given.Client("payment")));
        Assert.Equal(Outcome.Pass, green.Outcome);
        Assert.Contains("timeout 5 s, 100 calls", green.Observed, StringComparison.Ordinal);
    }

    [Fact]
    public void Warns_of_a_timeout_by_default()
    {
        var verdict = Given.Decide(Check, Given.Outbound(Given.Client("mail") with { TimeoutSetting = TimeoutSetting.Default, Timeout = TimeSpan.FromSeconds(100) }));
        Assert.Equal(Outcome.Warn, verdict.Outcome);
        Assert.Equal(Doubt.Refuted, verdict.Doubt);
        Assert.Contains("timeout 100 s by default", verdict.Observed, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_the_host_of_a_raw_client_which_may_be_attested()
    {
        var raw = new OutboundClientEvidence { Name = "raw: payment.example", IsRaw = true, Hosts = ["payment.example"], Calls = 3 };
        var verdict = Given.Decide(Check, Given.Outbound(Given.Client("mail"), raw));
        Assert.Equal(Outcome.Warn, verdict.Outcome);
        Assert.Equal(Doubt.NotFound, verdict.Doubt);
        Assert.Contains("payment.example", verdict.Remedy, StringComparison.Ordinal);
        Assert.True(Check.Attestable);

        var refuted = Given.Decide(Check, Given.Outbound(raw, Given.Client("mail") with { TimeoutSetting = TimeoutSetting.Default }));
        Assert.Equal(Doubt.Refuted, refuted.Doubt);
    }

    [Fact]
    public void Is_unknown_where_a_timeout_cannot_be_read() =>
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.Outbound(Given.Client("mail"), Given.Client("payment") with { TimeoutSetting = TimeoutSetting.Unreadable })).Doubt);

    [Fact]
    public void Says_what_would_show_a_timeout() =>
        Assert.Contains("Call AddResilience().", Given.Decide(Check, Given.Outbound(Given.Client("payment") with { TimeoutSetting = TimeoutSetting.Unreadable, Unreadable = "Call AddResilience()." })).Reason, StringComparison.Ordinal);

    [Fact]
    public void Waits_for_a_thousand_requests_so_that_a_client_which_is_seldom_used_shows()
    {
        var outbound = Given.Outbound(Given.Client("mail"));

        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, outbound with { Requests = 999 }).Doubt);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, outbound with { Requests = 1_000 }).Outcome);
    }

    [Fact]
    public void Proves_nothing_from_clients_that_nobody_calls()
    {
        var idle = Given.Client("mail") with { Calls = 0 };
        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, Given.Outbound(idle)).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.Outbound(idle) with { Calls = 9 }).Doubt);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Outbound() with { Calls = 9 }).Outcome);
        Assert.Equal(Outcome.Unknown, Given.DecideWithout(SubjectKind.Client, "*", Check, Given.Outbound(Given.Client("mail"))).Outcome);
    }

    [Fact]
    public void Leaves_a_default_client_alone_that_nobody_calls_but_not_one_made_endless()
    {
        var idle = Given.Client("spare") with { Calls = 0, TimeoutSetting = TimeoutSetting.Default };
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Outbound(Given.Client("mail"), idle)).Outcome);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.Outbound(Given.Client("mail"), idle with { TimeoutSetting = TimeoutSetting.Infinite })).Outcome);
    }

    [Fact]
    public void Does_not_apply_where_enough_requests_called_nobody()
    {
        var alone = Given.Inventory() with { HttpClients = 0, OutboundCalls = 0, Requests = 1_000 };
        Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, alone).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, alone with { Requests = 999 }).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, alone with { OutboundCalls = null }).Outcome);
    }
}
