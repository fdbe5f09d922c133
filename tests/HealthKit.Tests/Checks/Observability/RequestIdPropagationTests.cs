using HealthKit.Attestation;
using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Observability;

public class RequestIdPropagationTests
{
    private static readonly Check Check = Checklist.RequestIdPropagation;

    [Fact]
    public void Fails_a_client_that_drops_the_id_and_passes_once_it_carries_it()
    {
        var red = Given.Decide(Check, Calls(new CorrelatedClient("payment", 100, 100), new CorrelatedClient("raw: mail", 100, 0)));

        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.Equal("raw: mail", Assert.Single(red.Offenders).Subject);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Calls(new CorrelatedClient("payment", 100, 100), new CorrelatedClient("raw: mail", 100, 100))).Outcome);
    }

    [Theory]
    [InlineData(100, 100, Outcome.Pass)]
    [InlineData(100, 99, Outcome.Warn)]
    [InlineData(100, 95, Outcome.Warn)]
    [InlineData(100, 94, Outcome.Fail)]
    [InlineData(99, 99, Outcome.Unknown)]
    [InlineData(20, 0, Outcome.Fail)]
    [InlineData(19, 0, Outcome.Unknown)]
    public void Draws_the_line_at_all_of_100_calls(long calls, long withId, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Calls(new CorrelatedClient("payment", calls, withId))).Outcome);

    [Fact]
    public void Judges_by_an_overridden_limit() =>
        Assert.Equal(Outcome.Pass, Given.DecideAt(0.9, Check, Calls(new CorrelatedClient("payment", 100, 90))).Outcome);

    [Fact]
    public void Looks_at_log_scopes_only_where_no_call_leaves()
    {
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Calls() with { ScopesExamined = 1_000, ScopesWithId = 1_000 }).Outcome);
        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, Calls() with { ScopesExamined = 999, ScopesWithId = 999 }).Doubt);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Calls() with { ScopesExamined = 100, ScopesWithId = 0 }).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Calls()).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Calls(new CorrelatedClient("payment", 5, 5)) with { ScopesExamined = 1_000, ScopesWithId = 1_000 }).Outcome);
    }

    [Fact]
    public void Does_not_pass_because_every_client_was_exempted() =>
        Assert.Equal(Outcome.Unknown, Given.DecideWithout(SubjectKind.Client, "payment", Check, Calls(new CorrelatedClient("payment", 100, 0)) with { ScopesExamined = 100, ScopesWithId = 100 }).Outcome);

    [Fact]
    public void Shows_the_echo_without_judging_it()
    {
        var verdict = Given.Decide(Check, Calls(new CorrelatedClient("payment", 100, 100)) with { EchoesId = false });

        Assert.Equal(Outcome.Pass, verdict.Outcome);
        Assert.Contains("responses do not carry it back", verdict.Observed, StringComparison.Ordinal);
    }

    [Fact]
    public void Is_unknown_when_calls_cannot_be_counted()
    {
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Calls(new CorrelatedClient("payment", 100, 100)) with { OutboundCalls = null }).Doubt);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check).Outcome);
    }

    private static CorrelationEvidence Calls(params CorrelatedClient[] clients) =>
        new() { ObservedAt = Given.At, MaxAge = Given.MaxAge, Clients = clients, OutboundCalls = clients.Sum(static client => client.Calls) };
}
