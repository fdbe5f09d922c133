using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Observability;

public class ErrorRateAlertTests
{
    private static readonly Check Check = Checklist.ErrorRateAlert;
    private static readonly AlertRule Rule = new() { Name = "HighErrorRate", Subject = AlertSubject.ErrorRatio, Match = AlertMatch.Exact, Threshold = 0.01, Health = AlertRuleHealth.Ok, For = TimeSpan.FromMinutes(5) };

    [Fact]
    public void Fails_without_a_rule_and_passes_once_it_is_loaded()
    {
        var red = Given.Decide(Check, Given.AlertsOf());

        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.Equal(Doubt.NotFound, red.Doubt);
        Assert.Contains("None of 3 loaded alerting rules", red.Observed, StringComparison.Ordinal);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.AlertsOf(Rule)).Outcome);
    }

    [Theory]
    [InlineData(0.01, Outcome.Pass)]
    [InlineData(0.0101, Outcome.Warn)]
    [InlineData(0.5, Outcome.Warn)]
    [InlineData(-1, Outcome.Warn)]
    public void Draws_the_line_at_one_percent(double threshold, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.AlertsOf(Rule with { Threshold = threshold })).Outcome);

    [Fact]
    public void Judges_by_an_overridden_limit() =>
        Assert.Equal(Outcome.Pass, Given.DecideAt(0.05, Check, Given.AlertsOf(Rule with { Threshold = 0.05 })).Outcome);

    [Fact]
    public void Does_not_take_a_latency_rule_for_an_error_rule() =>
        Assert.Equal(Doubt.NotFound, Given.Decide(Check, Given.AlertsOf(Rule with { Subject = AlertSubject.LatencyP99 })).Doubt);

    [Fact]
    public void Wants_more_than_the_right_shape()
    {
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Given.AlertsOf(Rule with { Match = AlertMatch.Structural })).Doubt);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.AlertsOf(Rule with { Match = AlertMatch.Numeric })).Outcome);
    }

    [Fact]
    public void Wants_a_rule_that_can_fire_on_all_traffic()
    {
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.AlertsOf(Rule with { Health = AlertRuleHealth.Failing })).Outcome);
        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, Given.AlertsOf(Rule with { Health = AlertRuleHealth.Unknown })).Doubt);
        Assert.Equal(Outcome.Warn, Given.Decide(Check, Given.AlertsOf(Rule with { Restriction = "path=\"/checkout\"" })).Outcome);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.AlertsOf(Rule with { Threshold = null })).Outcome);
    }

    [Fact]
    public void Passes_on_one_good_rule_beside_loose_ones() =>
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.AlertsOf(Rule with { Threshold = 0.2 }, Rule, Rule with { Health = AlertRuleHealth.Failing })).Outcome);

    [Fact]
    public void Says_when_an_alert_would_tell_nobody() =>
        Assert.Contains("tells nobody", Given.Decide(Check, Given.AlertsOf(Rule) with { Alertmanagers = 0 }).Observed, StringComparison.Ordinal);

    [Fact]
    public void Is_unknown_without_Prometheus() => Assert.Equal(Doubt.Blind, Given.Decide(Check).Doubt);
}
