using HealthKit.Attestation;
using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Security;

public sealed class InputValidationTests
{
    private static readonly Check Check = Checklist.InputValidation;

    private static EndpointTableEvidence Models(int validated, int bare, int untold = 0) => Given.Endpoints(
    [
        .. Enumerable.Range(0, validated).Select(static n => Given.ModelEndpoint($"POST /good{n}")),
        .. Enumerable.Range(0, bare).Select(static n => Given.ModelEndpoint($"POST /bare{n}", run: false)),
        .. Enumerable.Range(0, untold).Select(static n => Given.ModelEndpoint($"POST /untold{n}", rules: null, run: null)),
    ]);

    [Theory]
    [InlineData(10, 0, Outcome.Pass)]
    [InlineData(9, 1, Outcome.Warn)]
    [InlineData(8, 2, Outcome.Warn)]
    [InlineData(7, 3, Outcome.Fail)]
    public void Judges_the_share_of_models_whose_rules_run(int validated, int bare, Outcome expected)
    {
        var verdict = Given.Decide(Check, Models(validated, bare));
        Assert.Equal(expected, verdict.Outcome);
        Assert.Equal(bare, verdict.Offenders.Count);
        Assert.StartsWith($"{validated} of 10 bound models", verdict.Observed, StringComparison.Ordinal);
    }

    [Fact]
    public void Takes_a_validator_that_validates_nothing_for_none()
    {
        var verdict = Given.Decide(Check, Given.Endpoints(Given.ModelEndpoint("POST /orders", rules: 0)));
        Assert.Equal((Outcome.Fail, "no rules"), (verdict.Outcome, verdict.Offenders[0].Observed));
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Endpoints(Given.ModelEndpoint("POST /orders", rules: null))).Outcome);
    }

    [Fact]
    public void Does_not_pass_what_it_cannot_inspect_but_still_fails()
    {
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Models(9, 0, untold: 1)).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Endpoints(Given.ModelEndpoint("POST /a"), Given.Endpoint("POST /raw") with { InputUnreadable = "It reads the body itself." })).Outcome);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Models(1, 4, untold: 1)).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Endpoints()).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Models(2, 0) with { BlindSpots = [Given.Branch] }).Outcome);
    }

    [Fact]
    public void Does_not_apply_where_no_model_is_bound()
    {
        Assert.Equal(Outcome.NotApplicable, Given.Decide(Check, Given.Endpoints(Given.Endpoint("GET /orders"))).Outcome);
        Assert.Equal(Outcome.Unknown, Given.DecideWithout(SubjectKind.Route, "POST /bare0", Check, Given.Endpoints([Given.Endpoint("GET /"), .. Models(0, 1).Endpoints])).Outcome);
    }

    [Fact]
    public void Judges_by_an_overridden_limit()
    {
        Assert.Equal(Outcome.Pass, Given.DecideAt(0.9, Check, Models(9, 1)).Outcome);
        Assert.Equal(Outcome.Warn, Given.DecideAt(0.9, Check, Models(8, 2)).Outcome);
        Assert.Equal(Outcome.Fail, Given.DecideAt(0.9, Check, Models(7, 3)).Outcome);
    }
}
