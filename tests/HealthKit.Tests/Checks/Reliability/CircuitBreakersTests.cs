using HealthKit.Attestation;
using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Reliability;

public class CircuitBreakersTests
{
    private static readonly Check Check = Checklist.CircuitBreakers;

    [Fact]
    public void Fails_a_client_without_a_breaker_and_passes_once_it_has_one()
    {
        var red = Given.Decide(Check, Given.ClientsOf(Given.GuardedClient() with { Breaker = null }));

        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.Equal(Doubt.Refuted, red.Doubt);
        Assert.Equal("payment (pay.example)", Assert.Single(red.Offenders).Subject);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.ClientsOf(Given.GuardedClient())).Outcome);
    }

    [Fact]
    public void Fails_a_raw_client_as_not_found_unless_another_fault_was_seen()
    {
        var raw = Given.Decide(Check, Given.ClientsOf(Given.GuardedClient(), Given.RawClient()));

        Assert.Equal(Outcome.Fail, raw.Outcome);
        Assert.Equal(Doubt.NotFound, raw.Doubt);
        Assert.Contains("mail.example", raw.Observed, StringComparison.Ordinal);
        Assert.Equal(Doubt.Refuted, Given.Decide(Check, Given.ClientsOf(Given.GuardedClient() with { Breaker = null }, Given.RawClient())).Doubt);
        Assert.Equal(Doubt.Refuted, Given.Decide(Check, Given.ClientsOf(Given.GuardedClient() with { Breaker = new CircuitBreakerEvidence(0.9, TimeSpan.FromSeconds(10), 20, TimeSpan.FromSeconds(30)) }, Given.RawClient())).Doubt);
    }

    [Theory]
    [InlineData(0.8, 60, 200, 5, Outcome.Pass)]
    [InlineData(0.81, 60, 200, 5, Outcome.Warn)]
    [InlineData(0.8, 61, 200, 5, Outcome.Warn)]
    [InlineData(0.8, 60, 201, 5, Outcome.Warn)]
    [InlineData(0.8, 60, 200, 4.9, Outcome.Warn)]
    [InlineData(double.NaN, 10, 20, 30, Outcome.Warn)]
    [InlineData(0.1, 30, 100, 5, Outcome.Pass)]
    public void Warns_of_a_breaker_that_hardly_opens(double ratio, double window, int calls, double seconds, Outcome expected)
    {
        var breaker = new CircuitBreakerEvidence(ratio, TimeSpan.FromSeconds(window), calls, TimeSpan.FromSeconds(seconds));

        Assert.Equal(expected, Given.Decide(Check, Given.ClientsOf(Given.GuardedClient() with { Breaker = breaker })).Outcome);
    }

    [Fact]
    public void Warns_of_a_breaker_that_counts_no_failure()
    {
        var guarded = Given.GuardedClient();
        var verdict = Given.Decide(Check, Given.ClientsOf(guarded with { Breaker = guarded.Breaker! with { CountsFailures = false } }));

        Assert.Equal(Outcome.Warn, verdict.Outcome);
        Assert.Contains("never opens", verdict.Observed, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_what_would_make_a_chain_readable()
    {
        var opaque = Given.GuardedClient() with { Breaker = null, PipelineReadable = false, Unreadable = "Call AddResilience()." };

        Assert.Contains("Call AddResilience().", Given.Decide(Check, Given.ClientsOf(opaque)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_a_client_without_a_name_as_code_can()
    {
        var verdict = Given.Decide(Check, Given.ClientsOf(Given.GuardedClient(OutboundClientEvidence.Unnamed) with { Breaker = null }));

        Assert.Equal("builder.Services.AddHttpClient(Options.DefaultName).AddStandardResilienceHandler();", Assert.Single(verdict.Offenders).Remedy);
    }

    [Fact]
    public void Does_not_blame_a_client_that_was_never_used() =>
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.ClientsOf(Given.GuardedClient(), Given.GuardedClient("unused") with { Calls = 0, Breaker = null })).Outcome);

    [Theory]
    [InlineData(999, Outcome.Unknown)]
    [InlineData(1_000, Outcome.Pass)]
    public void Needs_a_thousand_requests(long requests, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.ClientsOf(Given.GuardedClient()) with { Requests = requests }).Outcome);

    [Fact]
    public void Is_unknown_where_a_chain_cannot_be_read_or_nothing_called()
    {
        var opaque = Given.GuardedClient("opaque") with { Breaker = null, PipelineReadable = false };

        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.ClientsOf(Given.GuardedClient(), opaque)).Doubt);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.ClientsOf(Given.GuardedClient() with { Breaker = null }, opaque)).Outcome);
        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, Given.ClientsOf()).Doubt);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check).Outcome);
        Assert.Equal(Outcome.Unknown, Given.DecideWithout(SubjectKind.Client, "*", Check, Given.ClientsOf(Given.RawClient())).Outcome);
    }

    [Fact]
    public void Does_not_apply_without_outbound_calls_once_enough_requests_prove_it()
    {
        var none = Given.Inventory() with { HttpClients = 0, OutboundCalls = 0 };

        Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, none).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, none with { OutboundCalls = null }).Outcome);
    }

    [Fact]
    public void Asks_for_calls_and_not_for_requests_where_a_client_is_only_registered()
    {
        var quiet = Given.ClientsOf(Given.GuardedClient() with { Calls = 0, Hosts = [] }) with { Requests = 12_000 };

        Assert.Equal("payment is registered, and no call of it was seen yet. Send requests that call out.", Given.Decide(Check, quiet).Reason);
        Assert.Equal("600 more requests needed, so that a client which is seldom used shows.", Given.Decide(Check, quiet with { Requests = 400 }).Reason);
    }
}
