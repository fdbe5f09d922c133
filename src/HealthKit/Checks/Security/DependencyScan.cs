using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromHours(1);

    public static readonly Check DependencyScan = new()
    {
        Id = "6.10",
        Section = Section.Security,
        Title = "The build's packages were scanned within 7 days and have no serious known vulnerability",
        Threshold = "scan in CI pipeline",
        Severity = Severity.High,
        Attestable = true,
        Limit = new CheckLimit { Default = 7, Unit = LimitUnit.Days, Minimum = 1, Maximum = 30 },
        Remedy = "Scan in CI at least weekly with NuGetAudit on, NuGetAuditMode all and an audit source that answers (<auditSources> in nuget.config), and write the result beside the service.",
        Judge = Judge.From<DependencyScanEvidence>(static (scan, limits) =>
        {
            var findings = scan.Findings.OrderByDescending(static finding => finding.Severity is AdvisorySeverity.Unstated ? AdvisorySeverity.High : finding.Severity).ToList();
            var serious = findings.Count(static finding => finding.Severity is AdvisorySeverity.Unstated or AdvisorySeverity.High or AdvisorySeverity.Critical);
            var moderate = findings.Count(static finding => finding.Severity is AdvisorySeverity.Moderate);
            var age = limits.AsOf - scan.ScannedAt;
            var observed = $"{Units.Count(scan.Packages, "package")} scanned {Units.Duration(age)} ago (limit {Units.Duration(TimeSpan.FromDays(limits.Limit))}): {serious} high or critical, {moderate} moderate, {findings.Count - serious - moderate} low.";
            return !scan.MatchesRunningBuild ? Verdict.Blind("The scan is of another build than the one that runs.", observed)
                : serious > 0 ? Verdict.Fail(VerdictSource.Built, observed, findings.ConvertAll(Vulnerable), scan.Packages) with { Remedy = Update(findings[0]) }
                : moderate > 0 ? Verdict.Warn(VerdictSource.Built, observed, findings.ConvertAll(Vulnerable), scan.Packages) with { Remedy = Update(findings[0]) }
                : age < -ClockSkew ? Verdict.Blind("The scan is dated in the future.", observed)
                : age > TimeSpan.FromDays(limits.Limit) ? Verdict.Stale($"The last scan is {Units.Duration(age)} old; it counts for {Units.Duration(TimeSpan.FromDays(limits.Limit))}. Scan again.") with { Observed = observed }
                : scan.Incomplete is { } incomplete ? Verdict.Blind($"The scan does not count: {incomplete}", observed)
                : !scan.SourceAnswered ? Verdict.Blind("The package source may hold no advisories, which looks like a clean scan. Set <auditSources> in nuget.config to one that does.", observed)
                : scan.Packages == 0 ? Verdict.Blind("The scan looked at no package.", observed)
                : Verdict.Pass(VerdictSource.Built, observed, scan.Packages);
        }),
    };

    private static Offender Vulnerable(DependencyFinding finding) => new($"{finding.Package} {finding.Version}", $"{finding.Severity.ToString().ToLowerInvariant()} severity, {finding.Advisory}", Update(finding));

    private static string Update(DependencyFinding finding) => finding.FixedIn is { } version
        ? $"Update it: dotnet add package {finding.Package} --version {version}"
        : $"Replace {finding.Package}: no fixed version is known.";
}
