using HealthKit.Checks;

namespace HealthKit.Tests.Checks.Scalability;

public sealed class ReadReplicasTests
{
    private static readonly Check Check = Checklist.ReadReplicas;

    [Fact]
    public void Fails_an_unused_replica_and_passes_once_reads_reach_it()
    {
        var red = Given.Decide(Check, Given.Replicas(0));
        Assert.Equal((Outcome.Fail, VerdictSource.Measured), (red.Outcome, red.Source));
        Assert.Contains("90 % of 11,111 statements are reads (limit 70 %)", red.Observed, StringComparison.Ordinal);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Replicas(8_000)).Outcome);
    }

    [Theory]
    [InlineData(1, Outcome.Warn)]
    [InlineData(499, Outcome.Warn)]
    [InlineData(500, Outcome.Pass)]
    public void Does_not_pass_a_stray_read(long onStandby, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.Replicas(onStandby)).Outcome);

    [Fact]
    public void Warns_where_reads_are_heavy_and_no_replica_is_known_to_exist()
    {
        var verdict = Given.Decide(Check, Given.Replicas(0) with { Standbys = 0 });
        Assert.Equal((Outcome.Warn, Doubt.NotFound), (verdict.Outcome, verdict.Doubt));
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Replicas(0) with { Standbys = null }).Outcome);
    }

    [Theory]
    [InlineData(6_999, 3_001, 120)]
    [InlineData(10_000, 1_000, 49.9)]
    public void Does_not_apply_where_reads_are_few_or_slow_to_come(long reads, long writes, double peak)
    {
        var light = Given.Replicas(0) with { Reads = reads, Writes = writes, PeakReadsPerSecond = peak };
        Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, light).Outcome);
        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, light with { Uptime = TimeSpan.FromMinutes(59) }).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, light with { BlindSpots = [Given.Hidden] }).Doubt);
    }

    [Fact]
    public void Applies_at_exactly_70_percent_and_50_reads_a_second() =>
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.Replicas(0) with { Reads = 7_000, Writes = 3_000, PeakReadsPerSecond = 50 }).Outcome);

    [Fact]
    public void Needs_statements_before_it_says_anything()
    {
        Assert.Equal(Outcome.Unknown, Given.Decide(Check).Outcome);
        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, Given.Replicas(0) with { Reads = 0, Writes = 0, PeakReadsPerSecond = 0 }).Doubt);
        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, Given.Replicas(900) with { Reads = 900, Writes = 99 }).Doubt);
        Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, Given.InventoryWithoutDatabase()).Outcome);
    }

    // One UPDATE of a session's last visit in a request says nothing of the twenty reads beside it.
    [Fact]
    public void Does_not_call_a_service_light_whose_reads_stand_beside_writes()
    {
        var beside = Given.Replicas(0) with { Reads = 0, ReadsBesideWrites = 20_000, Writes = 1_000, PeakReadsPerSecond = 0, PeakOfAllReadsPerSecond = 2_000 };
        var verdict = Given.Decide(Check, beside);
        Assert.Equal((Outcome.Unknown, Doubt.Blind), (verdict.Outcome, verdict.Doubt));
        Assert.Contains("20,000 reads stand in requests that also write", verdict.Reason, StringComparison.Ordinal);
        Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, beside with { PeakOfAllReadsPerSecond = 40 }).Outcome);
        Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, beside with { Writes = 10_000 }).Outcome);
    }
}
