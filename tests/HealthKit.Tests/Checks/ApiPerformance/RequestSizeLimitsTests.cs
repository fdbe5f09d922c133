using HealthKit.Attestation;
using HealthKit.Checks;

namespace HealthKit.Tests.Checks.ApiPerformance;

public sealed class RequestSizeLimitsTests
{
    private static readonly Check Check = Checklist.RequestSizeLimits;

    [Fact]
    public void Fails_a_server_without_a_limit_and_passes_once_it_has_one()
    {
        var red = Given.Decide(Check, Given.RequestLimits() with { ServerLimitBytes = null });
        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.Equal("Kestrel", Assert.Single(red.Offenders).Subject);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.RequestLimits()).Outcome);
    }

    [Fact]
    public void Says_when_the_limit_stands_by_default()
    {
        Assert.Contains("at most 28.6 MiB by default", Given.Decide(Check, Given.RequestLimits()).Observed, StringComparison.Ordinal);
        Assert.DoesNotContain("by default", Given.Decide(Check, Given.RequestLimits() with { ServerLimitExplicit = true }).Observed, StringComparison.Ordinal);
    }

    [Fact]
    public void Takes_the_largest_number_for_no_limit() =>
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.RequestLimits() with { ServerLimitBytes = long.MaxValue }).Outcome);

    [Fact]
    public void Warns_of_an_endpoint_that_lifts_the_limit()
    {
        var limits = Given.RequestLimits() with { UnlimitedEndpoints = ["POST /upload"] };
        var verdict = Given.Decide(Check, limits);
        Assert.Equal(Outcome.Warn, verdict.Outcome);
        Assert.Equal("POST /upload", Assert.Single(verdict.Offenders).Subject);
        Assert.Equal(Outcome.Pass, Given.DecideWithout(SubjectKind.Route, "POST /upload", Check, limits).Outcome);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.RequestLimits() with { EndpointsWithOwnLimit = 1 }).Outcome);
    }

    [Fact]
    public void Is_unknown_where_the_server_cannot_be_read_unless_an_endpoint_refutes_it()
    {
        var unreadable = Given.RequestLimits() with { Server = "IIS", ServerLimitReadable = false };
        Assert.Equal(Doubt.Blind, Given.Decide(Check, unreadable).Doubt);
        Assert.Equal(Outcome.Warn, Given.Decide(Check, unreadable with { UnlimitedEndpoints = ["POST /upload"] }).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check).Outcome);
    }
}
