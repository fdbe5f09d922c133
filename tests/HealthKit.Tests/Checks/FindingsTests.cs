using HealthKit.Checks;

namespace HealthKit.Tests.Checks;

public sealed class FindingsTests
{
    [Fact]
    public void Let_a_counter_example_decide_before_what_is_not_known()
    {
        var verdict = Worst(Finding.Pass("a", "fine"), Finding.Blind("b", "hidden"), Finding.Warn("c", "poor", "Mend c."), Finding.Fail("d", "broken", "Mend d."));
        Assert.Equal(Outcome.Fail, verdict.Outcome);
        Assert.Equal(Doubt.Refuted, verdict.Doubt);
        Assert.Equal(["d", "c", "b"], verdict.Offenders.Select(static offender => offender.Subject));
        Assert.Equal("Mend d.\nMend c.", verdict.Remedy);
        Assert.Equal("Not known besides: b: hidden.", verdict.Reason);
    }

    [Fact]
    public void Let_what_is_not_known_keep_a_pass_away()
    {
        var verdict = Worst(Finding.Pass("a", "fine"), Finding.Blind("b", "hidden", "Show b."));
        Assert.Equal(Outcome.Unknown, verdict.Outcome);
        Assert.Equal(Doubt.Blind, verdict.Doubt);
        Assert.Equal("b: hidden.", verdict.Reason);
        Assert.Equal("Show b.", verdict.Remedy);
    }

    [Fact]
    public void Say_that_more_samples_are_needed_before_that_something_is_hidden() =>
        Assert.Equal(Doubt.TooFewSamples, Worst(Finding.Blind("a", "hidden"), Finding.TooFew("b", "3 of 20")).Doubt);

    [Fact]
    public void Pass_only_with_something_seen()
    {
        Assert.Equal(Outcome.Pass, Worst(Finding.Pass("a", "fine")).Outcome);
        var nothing = Worst();
        Assert.Equal(Outcome.Unknown, nothing.Outcome);
        Assert.Equal("No things were seen.", nothing.Reason);
    }

    [Fact]
    public void Are_not_found_only_if_nothing_was_refuted()
    {
        Assert.Equal(Doubt.NotFound, Worst(Finding.Fail("a", "absent").AsNotFound()).Doubt);
        Assert.Equal(Doubt.Refuted, Worst(Finding.Fail("a", "absent").AsNotFound(), Finding.Warn("b", "poor")).Doubt);
    }

    [Fact]
    public void Show_the_worst_three_and_count_the_rest()
    {
        var verdict = Worst([.. Enumerable.Range(1, 5).Select(static n => Finding.Fail($"{n}", "broken"))]);
        Assert.Equal("1: broken; 2: broken; 3: broken; and 2 more.", verdict.Observed);
        Assert.Equal(5, verdict.Offenders.Count);
    }

    private static Verdict Worst(params Finding[] findings) => Findings.Worst(VerdictSource.Inspected, "things", findings);
}
