using HealthKit.Checks;
using HealthKit.Evidence;

namespace HealthKit.Tests.Checks.Security;

public sealed class DependencyScanTests
{
    private static readonly Check Check = Checklist.DependencyScan;

    private static DependencyFinding Finding(AdvisorySeverity severity, string? fixedIn = "13.0.4") => new("Newtonsoft.Json", "12.0.1", severity, "GHSA-5crp-9r3c-p9vr", fixedIn);

    [Fact]
    public void Fails_a_serious_vulnerability_and_passes_once_it_is_updated()
    {
        var red = Given.Decide(Check, Given.DependencyScan(Finding(AdvisorySeverity.Moderate), Finding(AdvisorySeverity.High)));
        Assert.Equal((Outcome.Fail, 2), (red.Outcome, red.Offenders.Count));
        Assert.Contains("high severity", red.Offenders[0].Observed, StringComparison.Ordinal);
        Assert.Equal("Update it: dotnet add package Newtonsoft.Json --version 13.0.4", red.Remedy);
        Assert.Equal((Outcome.Pass, VerdictSource.Built), (Given.Decide(Check, Given.DependencyScan()).Outcome, Given.Decide(Check, Given.DependencyScan()).Source));
    }

    [Theory]
    [InlineData(AdvisorySeverity.Low, Outcome.Pass)]
    [InlineData(AdvisorySeverity.Moderate, Outcome.Warn)]
    [InlineData(AdvisorySeverity.Critical, Outcome.Fail)]
    [InlineData(AdvisorySeverity.Unstated, Outcome.Fail)]
    public void Weighs_the_advisorys_severity(AdvisorySeverity severity, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.DependencyScan(Finding(severity, null))).Outcome);

    [Theory]
    [InlineData(7, Outcome.Pass)]
    [InlineData(7.01, Outcome.Unknown)]
    [InlineData(-0.02, Outcome.Pass)]
    [InlineData(-1, Outcome.Unknown)]
    public void Counts_a_clean_scan_for_seven_days(double daysAgo, Outcome expected) =>
        Assert.Equal(expected, Given.Decide(Check, Given.DependencyScan() with { ScannedAt = Given.At.AddDays(-daysAgo) }).Outcome);

    [Fact]
    public void Fails_what_an_old_scan_of_this_build_found_but_nothing_of_another_build()
    {
        var old = Given.DependencyScan(Finding(AdvisorySeverity.High)) with { ScannedAt = Given.At.AddDays(-30) };
        Assert.Equal(Outcome.Fail, Given.Decide(Check, old).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, old with { MatchesRunningBuild = false }).Outcome);
    }

    [Fact]
    public void Does_not_take_silence_for_a_clean_scan()
    {
        Assert.Equal(Outcome.Unknown, Given.Decide(Check).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.DependencyScan() with { SourceAnswered = false }).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.DependencyScan() with { Packages = 0 }).Outcome);
        Assert.Equal(Outcome.Unknown, Given.Decide(Check, Given.DependencyScan() with { Incomplete = "Only direct packages were looked at." }).Outcome);
    }

    [Fact]
    public void Judges_by_an_overridden_limit()
    {
        var scan = Given.DependencyScan() with { ScannedAt = Given.At.AddDays(-10) };
        Assert.Equal(Outcome.Pass, Given.DecideAt(14, Check, scan).Outcome);
        Assert.Equal(Doubt.Stale, Given.DecideAt(9, Check, scan).Doubt);
    }
}
