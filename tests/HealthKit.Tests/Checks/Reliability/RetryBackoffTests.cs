using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Reliability;

public class RetryBackoffTests
{
    private static readonly Check Check = Checklist.RetryBackoff;

    [Fact]
    public void Fails_a_constant_retry_and_passes_an_exponential_jittered_one()
    {
        var red = Given.Decide(Check, Given.ClientsOf(Given.GuardedClient() with { Retry = new RetryEvidence(3, Exponential: false, Jittered: true, TimeSpan.FromSeconds(2)) }));

        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.Contains("without exponential delays", red.Observed, StringComparison.Ordinal);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.ClientsOf(Given.GuardedClient())).Outcome);
    }

    [Theory]
    [InlineData(10, true, 60, Outcome.Pass)]
    [InlineData(11, true, 60, Outcome.Fail)]
    [InlineData(int.MaxValue, true, 60, Outcome.Fail)]
    [InlineData(3, false, 60, Outcome.Fail)]
    [InlineData(3, true, 61, Outcome.Fail)]
    [InlineData(0, true, 1, Outcome.Fail)]
    public void Draws_the_line_at_ten_attempts_and_a_minute(int attempts, bool jittered, double longest, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.ClientsOf(Given.GuardedClient() with { Retry = new RetryEvidence(attempts, Exponential: true, jittered, TimeSpan.FromSeconds(longest)) })).Outcome);

    [Fact]
    public void Judges_attempts_by_an_overridden_limit()
    {
        var clients = Given.ClientsOf(Given.GuardedClient() with { Retry = new RetryEvidence(12, Exponential: true, Jittered: true, TimeSpan.FromSeconds(30)) });

        Assert.Equal(Outcome.Pass, Given.DecideAt(20, Check, clients).Outcome);
        Assert.Equal(Outcome.Fail, Given.DecideAt(11, Check, clients).Outcome);
    }

    [Fact]
    public void Wants_a_retry_only_where_safe_calls_are_made()
    {
        var bare = Given.GuardedClient() with { Retry = null };

        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.ClientsOf(bare)).Outcome);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.ClientsOf(bare with { IdempotentCalls = 0 })).Outcome);
    }

    [Fact]
    public void Is_not_taken_in_by_a_retry_that_leaves_safe_calls_out_or_by_hedging()
    {
        var guarded = Given.GuardedClient();
        var posts = Given.Decide(Check, Given.ClientsOf(guarded with { Retry = guarded.Retry! with { CoversSafeCalls = false } }));
        Assert.Equal(Outcome.Fail, posts.Outcome);
        Assert.Contains("never a safe method", posts.Observed, StringComparison.Ordinal);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.ClientsOf(guarded with { IdempotentCalls = 0, Retry = guarded.Retry! with { CoversSafeCalls = false } })).Outcome);

        var hedged = Given.Decide(Check, Given.ClientsOf(guarded with { Retry = null, HedgedAttempts = 1 }));
        Assert.Equal(Outcome.Fail, hedged.Outcome);
        Assert.Contains("no retry with backoff", hedged.Observed, StringComparison.Ordinal);
        Assert.Single(Given.Decide(Check, Given.ClientsOf(guarded with { Retry = new RetryEvidence(3, Exponential: false, Jittered: true, null) { CoversSafeCalls = false } })).Offenders);
    }

    [Fact]
    public void Fails_a_raw_client_as_not_found() =>
        Assert.Equal(Doubt.NotFound, Given.Decide(Check, Given.ClientsOf(Given.GuardedClient(), Given.RawClient())).Doubt);

    [Fact]
    public void Blames_an_unused_client_for_a_wrong_retry_but_not_for_none()
    {
        var unused = Given.GuardedClient("unused") with { Calls = 0, IdempotentCalls = 0 };

        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.ClientsOf(Given.GuardedClient(), unused with { Retry = new RetryEvidence(int.MaxValue, Exponential: false, Jittered: false, null) })).Outcome);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.ClientsOf(Given.GuardedClient(), unused with { Retry = null })).Outcome);
    }

    [Fact]
    public void Is_unknown_where_a_chain_or_a_delay_cannot_be_read()
    {
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.ClientsOf(Given.GuardedClient() with { Retry = null, PipelineReadable = false })).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.ClientsOf(Given.GuardedClient() with { Retry = new RetryEvidence(3, Exponential: true, Jittered: true, null) })).Doubt);
        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, Given.ClientsOf(Given.GuardedClient()) with { Requests = 999 }).Doubt);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.ClientsOf()).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check).Outcome);
    }

    [Fact]
    public void Does_not_apply_without_outbound_calls() =>
        Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, Given.Inventory() with { HttpClients = 0, OutboundCalls = 0 }).Outcome);
}
