using HealthKit.Attestation;
using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Security;

public sealed class CorsPolicyTests
{
    private static readonly Check Check = Checklist.CorsPolicy;

    private static CorsPolicyEvidence Policy(bool? admits) => new() { Name = "web", AdmitsRandomOrigin = admits, InUse = true };

    [Fact]
    public void Fails_a_policy_that_admits_anybody_and_passes_once_it_has_a_list()
    {
        var red = Given.Decide(Check, Given.Cors(Policy(true) with { AllowsCredentials = true }));
        Assert.Equal((Outcome.Fail, "web"), (red.Outcome, Assert.Single(red.Offenders).Subject));
        Assert.Contains("with credentials", red.Offenders[0].Observed, StringComparison.Ordinal);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Given.Cors(Policy(false))).Outcome);
    }

    [Fact]
    public void Fails_a_policy_that_compares_a_host_in_part_and_only_warns_where_nothing_uses_it()
    {
        var half = Policy(false) with { AdmitsLookAlikeOf = "shop.example", AllowsCredentials = true };
        var red = Given.Decide(Check, Given.Cors(half));
        Assert.Equal((Outcome.Fail, "admits hosts that only begin or end with shop.example, such as healthkitshop.example with credentials"), (red.Outcome, Assert.Single(red.Offenders).Observed));
        Assert.Contains("\"https://*.shop.example\"", red.Offenders[0].Remedy, StringComparison.Ordinal);
        Assert.Equal(Outcome.Warn, Given.Decide(Check, Given.Cors(half with { InUse = false })).Outcome);
    }

    [Fact]
    public void Passes_a_service_without_policies_only_after_the_pipeline_refused()
    {
        Assert.Contains("same-origin only", Given.Decide(Check, Given.Cors()).Observed, StringComparison.Ordinal);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Cors() with { PipelineAdmitsRandomOrigin = null }).Outcome);
        var inline = Given.Decide(Check, Given.Cors() with { PipelineAdmitsRandomOrigin = true });
        Assert.Equal((Outcome.Fail, "(pipeline)"), (inline.Outcome, inline.Offenders[0].Subject));
    }

    [Fact]
    public void Does_not_count_a_policy_of_the_pipeline_twice() =>
        Assert.Single(Given.Decide(Check, Given.Cors(Policy(true)) with { PipelineAdmitsRandomOrigin = true }).Offenders);

    [Fact]
    public void Only_warns_of_a_policy_that_is_proved_unused() =>
        Assert.Equal(Outcome.Warn, Given.Decide(Check, Given.Cors(Policy(true) with { InUse = false })).Outcome);

    [Fact]
    public void Does_not_pass_a_policy_that_could_not_be_evaluated_but_still_fails()
    {
        Assert.Equal(Outcome.Unknown, Given.Decide(Check).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Cors(Policy(false), Policy(null))).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.Cors(Policy(false)) with { BlindSpots = [Given.Branch] }).Outcome);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Given.Cors(Policy(true), Policy(null))).Outcome);
    }

    [Fact]
    public void Leaves_a_policy_out_whose_every_endpoint_is_exempted()
    {
        var fonts = Policy(true) with { Name = "fonts", Endpoints = ["GET /fonts/{name}"] };
        Assert.Equal(Outcome.Pass, Given.DecideWithout(SubjectKind.Route, "GET /fonts*", Check, Given.Cors(fonts)).Outcome);
        Assert.Equal(Outcome.Fail, Given.DecideWithout(SubjectKind.Route, "GET /fonts*", Check, Given.Cors(fonts, Policy(true))).Outcome);
    }
}
