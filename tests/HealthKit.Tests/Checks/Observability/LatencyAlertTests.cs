using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Observability;

public class LatencyAlertTests
{
    private static readonly Check Check = Checklist.LatencyAlert;
    private static readonly AlertRule Rule = new() { Name = "HighLatencyP99", Subject = AlertSubject.LatencyP99, Match = AlertMatch.Exact, Threshold = 500, Health = AlertRuleHealth.Ok };

    [Fact]
    public void Fails_without_a_rule_and_passes_once_it_is_loaded()
    {
        Assert.Equal(Doubt.NotFound, Given.Decide(Check, Given.AlertsOf()).Doubt);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.AlertsOf(Rule)).Outcome);
    }

    [Theory]
    [InlineData(500, Outcome.Pass)]
    [InlineData(501, Outcome.Warn)]
    [InlineData(double.NaN, Outcome.Warn)]
    public void Draws_the_line_at_500_milliseconds(double threshold, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.AlertsOf(Rule with { Threshold = threshold })).Outcome);

    [Fact]
    public void Judges_by_an_overridden_limit()
    {
        Assert.Equal(Outcome.Warn, Given.DecideAt(200, Check, Given.AlertsOf(Rule)).Outcome);
        Assert.Equal(Outcome.Pass, Given.DecideAt(2_000, Check, Given.AlertsOf(Rule with { Threshold = 2_000 })).Outcome);
    }

    [Fact]
    public void Does_not_take_an_error_rule_for_a_latency_rule() =>
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.AlertsOf(Rule with { Subject = AlertSubject.ErrorRatio, Threshold = 0.01 })).Outcome);

    [Fact]
    public void Says_whether_an_Alertmanager_is_attached() =>
        Assert.Contains("2 Alertmanagers attached", Given.Decide(Check, Given.AlertsOf(Rule) with { Alertmanagers = 2 }).Observed, StringComparison.Ordinal);

    [Fact]
    public void Is_unknown_without_Prometheus() => Assert.Equal(Outcome.Unknown, Given.Decide(Check).Outcome);
}
