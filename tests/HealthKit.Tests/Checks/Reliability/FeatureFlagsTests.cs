using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Reliability;

public class FeatureFlagsTests
{
    private static readonly Check Check = Checklist.FeatureFlags;

    [Fact]
    public void Fails_without_a_flag_system_and_passes_once_one_is_asked()
    {
        var red = Given.Decide(Check, Flags());

        Assert.Equal(Outcome.Fail, red.Outcome);
        Assert.Equal(Doubt.NotFound, red.Doubt);
        Assert.Contains("120 service registrations", red.Observed, StringComparison.Ordinal);
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Flags(new FeatureFlagSystem("Microsoft.FeatureManagement", 2, 40))).Outcome);
    }

    [Theory]
    [InlineData(2, 1, 10_000, Outcome.Pass)]
    [InlineData(2, 0, 10_000, Outcome.Warn)]
    [InlineData(2, 0, 1_000, Outcome.Warn)]
    [InlineData(2, 0, 999, Outcome.Unknown)]
    [InlineData(0, 40, 10_000, Outcome.Warn)]
    public void Warns_of_a_system_that_is_registered_only(int flags, int evaluations, long requests, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Flags(new FeatureFlagSystem("Microsoft.FeatureManagement", flags, evaluations)) with { Requests = requests }).Outcome);

    [Fact]
    public void Passes_on_the_one_system_of_two_that_is_asked() =>
        Assert.Equal(Outcome.Pass, Given.Decide(Check, Flags(new FeatureFlagSystem("Microsoft.FeatureManagement", 2, 0), new FeatureFlagSystem("OpenFeature", null, 12))).Outcome);

    [Fact]
    public void Is_unknown_when_evaluations_cannot_be_counted_or_nobody_looked()
    {
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Flags(new FeatureFlagSystem("OpenFeature", null, null))).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Flags() with { RegistrationsLookedAt = 0 }).Doubt);
        Assert.Equal(Doubt.Blind, Given.Decide(Check, Flags() with { BlindSpots = [new BlindSpot("LaunchDarkly", "It has no adapter.", "Register one.")] }).Doubt);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check).Outcome);
    }

    private static FeatureFlagEvidence Flags(params FeatureFlagSystem[] systems) =>
        new() { ObservedAt = Given.At, MaxAge = Given.MaxAge, Systems = systems, RegistrationsLookedAt = 120, Requests = 10_000 };
}
