using HealthKit.Attestation;
using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Security;

public sealed class ParameterizedQueriesTests
{
    private static readonly Check Check = Checklist.ParameterizedQueries;

    private static readonly CodeSite Site = new("Shop.Search.Find", "Search.cs:12", "text of a command built by concatenation");

    // Commands whose text was merely seen prove nothing: only examined texts count.
    private static QueryEvidence Sampled(params StatementEvidence[] statements) => Examined(1_000, statements);

    private static QueryEvidence Examined(long texts, params StatementEvidence[] statements) =>
        Given.Queries([.. statements, Given.Statement("others", (20, 1)) with { TextsExamined = texts }]) with { Commands = 5_000, SampledCommands = 5_000 };

    private static CodeScanEvidence Scan(int unresolved = 0, params CodeSite[] flagged) => Given.CodeScan(Given.CodeRule("6.5", flagged) with { Sites = 20, Unresolved = [.. Enumerable.Repeat(Site, unresolved)] });

    private static StatementEvidence Statement(int tainted = 0, int variants = 0, bool generated = false) => Given.Statement("items", (20, 1)) with { TaintedValues = tainted, LiteralVariants = variants, Generated = generated };

    [Fact]
    public void Fails_a_concatenated_statement_and_passes_once_it_takes_parameters()
    {
        var red = Given.Decide(Check, Sampled(Statement(tainted: 10)), Scan());
        Assert.Equal((Outcome.Fail, VerdictSource.Measured), (red.Outcome, red.Source));
        Assert.Contains("GET /items", red.Offenders[0].Subject, StringComparison.Ordinal);

        var green = Given.Decide(Check, Sampled(Statement()), Scan());
        Assert.Equal((Outcome.Pass, 1_000L), (green.Outcome, green.Samples));
        Assert.Contains("1,000 examined commands; 0 of 20 sites flagged", green.Observed, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_the_route_that_concatenates_and_not_a_safe_one_of_the_same_shape()
    {
        var shared = Statement(tainted: 12) with { Routes = ["GET /safe", "GET /search"], LiteralRoutes = ["GET /search"] };
        var offender = Given.Decide(Check, Sampled(shared), Scan()).Offenders[0];
        Assert.EndsWith("in GET /search", offender.Subject, StringComparison.Ordinal);
    }

    [Fact]
    public void Fails_a_flagged_site_with_or_without_traffic()
    {
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Sampled(), Scan(0, Site)).Outcome);
        var alone = Given.Decide(Check, Scan(0, Site));
        Assert.Equal((Outcome.Fail, VerdictSource.Built), (alone.Outcome, alone.Source));
        Assert.Equal("Shop.Search.Find (Search.cs:12)", alone.Offenders[0].Subject);
    }

    [Theory]
    [InlineData(9, 7, false, Outcome.Pass)]
    [InlineData(9, 8, false, Outcome.Warn)]
    [InlineData(0, 30, true, Outcome.Pass)]
    [InlineData(10, 30, true, Outcome.Fail)]
    public void Tells_suspects_from_proof_and_from_generated_constants(int tainted, int variants, bool generated, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Sampled(Statement(tainted, variants, generated)), Scan()).Outcome);

    [Theory]
    [InlineData(1, Outcome.Pass)]
    [InlineData(2, Outcome.Warn)]
    public void Warns_where_more_than_5_percent_of_the_sites_are_unresolved(int unresolved, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Sampled(), Scan(unresolved)).Outcome);

    [Fact]
    public void Passes_on_neither_source_alone_nor_on_a_scan_of_nothing()
    {
        Assert.Equal(Outcome.Unknown, Given.Decide(Check).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Sampled()).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Scan()).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Sampled(), Given.CodeScan(Given.CodeRule("6.5") with { Sites = 0 })).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Sampled(), Given.CodeScan(Given.CodeRule("4.8"))).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Sampled(), Scan() with { Assemblies = [] }).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Sampled(), Scan() with { Unread = ["Shop.Domain: it was not found"] }).Outcome);
    }

    [Fact]
    public void Does_not_pass_too_few_samples_a_hidden_source_or_an_overflow()
    {
        Assert.Equal(Doubt.TooFewSamples, Given.Decide(Check, Examined(999), Scan()).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Sampled() with { BlindSpots = [Given.Hidden] }, Scan()).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Sampled() with { OverflowCommands = 251 }, Scan()).Doubt);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Sampled(Statement(tainted: 12)) with { BlindSpots = [Given.Hidden] }, Scan()).Outcome);
    }

    [Fact]
    public void Leaves_an_exempted_member_out() =>
        Assert.Equal(Outcome.Pass, Given.DecideWithout(SubjectKind.Member, "Shop.Search.Find", Check, Sampled(), Scan(0, Site)).Outcome);

    [Fact]
    public void Does_not_apply_without_a_database_unless_code_was_seen_that_has_not_met_one_yet()
    {
        Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, Given.InventoryWithoutDatabase(), Scan()).Outcome);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.InventoryWithoutDatabase(), Scan(0, Site)).Outcome);
    }
}
