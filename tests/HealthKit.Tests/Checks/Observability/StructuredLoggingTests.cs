using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Observability;

public class StructuredLoggingTests
{
    private static readonly Check Check = Checklist.StructuredLogging;

    [Fact]
    public void Fails_free_text_and_passes_json()
    {
        var red = Given.Decide(Check, Log(1_000, 400) with { Unstructured = [new UnstructuredOutput("stack trace", 100), new UnstructuredOutput("simple console formatter", 500)] });

        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.Equal("simple console formatter", red.Offenders[0].Subject);
        Assert.Contains("40 % of 1,000 sampled log lines", red.Observed, StringComparison.Ordinal);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Log(1_000, 1_000)).Outcome);
    }

    [Theory]
    [InlineData(200, 200, Outcome.Pass)]
    [InlineData(200, 199, Outcome.Warn)]
    [InlineData(200, 190, Outcome.Warn)]
    [InlineData(200, 189, Outcome.Fail)]
    [InlineData(199, 199, Outcome.Unknown)]
    [InlineData(0, 0, Outcome.Unknown)]
    public void Draws_the_line_at_all_of_200_lines(long lines, long structured, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Log(lines, structured)).Outcome);

    [Fact]
    public void Judges_by_an_overridden_limit() =>
        Assert.Equal(Outcome.Pass, Given.DecideAt(0.9, Check, Log(1_000, 950)).Outcome);

    [Fact]
    public void Takes_a_structured_exporter_for_a_log_only_while_no_line_contradicts()
    {
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Log(0, 0) with { ExportedRecords = 200 }).Outcome);
        Assert.Equal(Outcome.Warn, Given.Decide(Check, Log(3, 0) with { ExportedRecords = 5_000 }).Outcome);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Log(5_000, 0) with { ExportedRecords = 500_000 }).Outcome);
    }

    [Fact]
    public void Is_unknown_where_output_is_not_seen_but_fails_on_what_is()
    {
        IReadOnlyList<BlindSpot> file = [new BlindSpot("a file sink", "Its lines do not pass standard output.", "Write JSON to standard output.")];

        Assert.Equal(Doubt.Blind, Given.Decide(Check, Log(0, 0) with { BlindSpots = file }).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Log(1_000, 1_000) with { BlindSpots = file }).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Log(1_000, 1_000) with { OutputWatched = false }).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Log(0, 0) with { OutputWatched = false, ExportedRecords = 5_000 }).Doubt);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Log(1_000, 0) with { BlindSpots = file, OutputWatched = false }).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check).Outcome);
    }

    private static LoggingEvidence Log(long lines, long structured) =>
        new() { ObservedAt = Given.At, MaxAge = Given.MaxAge, OutputWatched = true, Lines = lines, StructuredLines = structured };
}
