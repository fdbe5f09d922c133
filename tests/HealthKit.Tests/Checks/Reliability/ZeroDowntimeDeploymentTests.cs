using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Reliability;

public class ZeroDowntimeDeploymentTests
{
    private static readonly Check Check = Checklist.ZeroDowntimeDeployment;

    private static readonly DeploymentEvidence Green = new()
    {
        ObservedAt = Given.At,
        MaxAge = Given.MaxAge,
        Workload = "Deployment shop/api",
        IsLive = true,
        Strategy = DeploymentStrategy.Rolling,
        Replicas = 3,
        MaxUnavailable = 1,
        HasReadinessProbe = true,
    };

    [Fact]
    public void Fails_a_recreated_deployment_and_passes_a_rolling_one()
    {
        var red = Given.Decide(Check, Green with { Strategy = DeploymentStrategy.Recreate, HasReadinessProbe = false });

        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.Equal(2, red.Offenders.Count);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Green).Outcome);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Green with { Strategy = DeploymentStrategy.BlueGreen, MaxUnavailable = null }).Outcome);
    }

    [Theory]
    [InlineData(2, 0, Outcome.Pass)]
    [InlineData(2, 1, Outcome.Pass)]
    [InlineData(2, 2, Outcome.Fail)]
    [InlineData(1, 0, Outcome.Fail)]
    [InlineData(0, 0, Outcome.Fail)]
    public void Wants_an_instance_left_while_another_is_replaced(int replicas, int maxUnavailable, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Green with { Replicas = replicas, MaxUnavailable = maxUnavailable }).Outcome);

    [Fact]
    public void Says_whether_a_cluster_or_a_manifest_spoke()
    {
        Assert.Equal(VerdictSource.Inspected, Given.Decide(Check, Green).Source);
        Assert.Equal(VerdictSource.Built, Given.Decide(Check, Green with { IsLive = false }).Source);
    }

    [Fact]
    public void Is_unknown_while_a_part_is_not_read_but_fails_on_what_is()
    {
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Green with { Strategy = DeploymentStrategy.Unknown }).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Green with { Replicas = null }).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Green with { MaxUnavailable = null }).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Green with { HasReadinessProbe = null }).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Green with { Unreadable = "Grant get on replicasets." }).Doubt);
        Assert.Equal(Outcome.Fail, Given.Decide(Check, Green with { Replicas = 1, HasReadinessProbe = null }).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check).Outcome);
    }
}
