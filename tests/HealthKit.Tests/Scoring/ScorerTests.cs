using HealthKit.Checks;
using HealthKit.Evidence;
using HealthKit.Scoring;

namespace HealthKit.Tests.Scoring;

public sealed class ScorerTests
{
    [Fact]
    public void Counts_unknown_and_error_in_the_denominator_and_leaves_out_what_does_not_apply()
    {
        var score = Scorer.Score([.. Many(8, Outcome.Pass), .. Many(1, Outcome.Unknown), .. Many(1, Outcome.Error), .. Many(5, Outcome.NotApplicable)]);

        Assert.Equal((8, 10, 15), (score.Points, score.Applicable, score.Maximum));
        Assert.Equal(80, score.Percent);
        Assert.Equal(80, score.CoveragePercent);
        Assert.Equal(53.3, score.StrictPercent);
        Assert.Equal("Some gaps, addressable within one sprint", score.Band);
    }

    [Fact]
    public void Floors_what_it_shows_and_bands_by_the_unrounded_figure()
    {
        // 899 of 999 = 89.989...: shown as 89.9 and not yet production-ready; 9 of 10 is 90.
        var almost = Scorer.Score([.. Many(899, Outcome.Pass), .. Many(100, Outcome.Fail)]);
        var enough = Scorer.Score([.. Many(9, Outcome.Pass), .. Many(1, Outcome.Fail)]);

        Assert.Equal(89.9, almost.Percent);
        Assert.StartsWith("Some gaps", almost.Band, StringComparison.Ordinal);
        Assert.Equal(90, enough.Percent);
        Assert.Equal("Production-ready", enough.Band);
    }

    [Theory]
    [InlineData(70, "Some gaps")]
    [InlineData(69, "Significant technical debt")]
    [InlineData(50, "Significant technical debt")]
    [InlineData(49, "High risk")]
    public void Bands_begin_where_the_checklist_says(int points, string band) =>
        Assert.StartsWith(band, Scorer.Score([.. Many(points, Outcome.Pass), .. Many(100 - points, Outcome.Fail)]).Band, StringComparison.Ordinal);

    [Fact]
    public void Is_provisional_below_80_percent_coverage_and_shows_the_range()
    {
        var score = Scorer.Score([.. Many(60, Outcome.Pass), .. Many(19, Outcome.Fail), .. Many(21, Outcome.Unknown)]);

        Assert.True(score.Provisional);
        Assert.Equal((60d, 81d), (score.LowestPercent, score.HighestPercent));
        Assert.Equal("Provisional: 60-81 %, 21 checks undecided", score.Band);
    }

    [Fact]
    public void Says_nothing_where_nothing_applies()
    {
        var score = Scorer.Score([.. Many(3, Outcome.NotApplicable)]);

        Assert.Null(score.Percent);
        Assert.Null(score.CoveragePercent);
        Assert.Equal("Nothing applies", score.Band);
    }

    [Fact]
    public void Counts_attested_points_apart()
    {
        var attested = One("9.9", Outcome.Pass) with { Verdict = Verdict.Pass(VerdictSource.Attested, "stated") };
        var score = Scorer.Score([.. Many(3, Outcome.Pass), attested]);

        Assert.Equal((4, 3, 1), (score.Points, score.Verified, score.Attested));
    }

    [Fact]
    public void Acts_on_failures_first_then_severity_then_what_it_clears_then_checklist_order()
    {
        var actions = Scorer.Actions(
        [
            One("a", Outcome.Warn, Severity.Critical),
            One("b", Outcome.Fail, Severity.Low),
            One("c", Outcome.Fail, Severity.High),
            One("d", Outcome.Fail, Severity.High, "b", "x", "p"),
            One("e", Outcome.Fail, Severity.High),
            One("p", Outcome.Pass),
        ]);

        Assert.Equal(["d", "c", "e"], actions.Select(action => action.Id));
        Assert.Equal(["d", "b"], actions[0].Clears);
        Assert.Equal(2, actions[0].Points);
        Assert.Equal(1, actions[1].Points);
    }

    [Fact]
    public void Sections_are_scored_like_the_whole()
    {
        var sections = Scorer.Sections([One("1.1", Outcome.Pass), One("1.2", Outcome.NotApplicable), One("1.3", Outcome.Unknown)]);

        var section = Assert.Single(sections);
        Assert.Equal((1, 1, 2, 3, 50d), (section.Number, section.Points, section.Applicable, section.Maximum, section.Percent));
    }

    private static IEnumerable<Judgement> Many(int count, Outcome outcome) => Enumerable.Range(0, count).Select(number => One($"{outcome}-{number}", outcome));

    private static Judgement One(string id, Outcome outcome, Severity severity = Severity.Medium, params string[] clears) => new(
        new Check
        {
            Id = id,
            Section = Section.ApiPerformance,
            Title = id,
            Threshold = "none",
            Severity = severity,
            Remedy = "Mend it.",
            Clears = clears,
            Judge = Judge.From<HttpEvidence>(static (_, _) => throw new InvalidOperationException("Scoring never judges.")),
        },
        new Verdict { Outcome = outcome, Source = VerdictSource.Measured, Observed = id },
        null);
}
