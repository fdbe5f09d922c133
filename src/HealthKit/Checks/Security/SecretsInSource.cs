using HealthKit.Evidence;

namespace HealthKit.Checks;

internal static partial class Checklist
{
    public static readonly Check SecretsInSource = new()
    {
        Id = "6.7",
        Section = Section.Security,
        Title = "Neither the history nor what was shipped holds a secret",
        Threshold = "0 secrets in git history",
        Severity = Severity.Critical,
        Attestable = true,
        Remedy = "Revoke and replace each secret named above first, then keep it in the environment or a vault (dotnet user-secrets while developing) and accept the old finding in the allow-list.",
        Judge = Judge.From<SecretScanEvidence>(static (scan, _) =>
        {
            var found = scan.Shipped.Concat(scan.History?.Findings ?? []).ToList();
            var certain = found.Where(static finding => !finding.Generic).ToList();
            var observed = $"{Units.Count(scan.Shipped.Count, "secret")} in {Units.Count(scan.ShippedValues, "shipped value")}; {(scan.History is { } h ? $"{h.Findings.Count} in {Units.Count(h.Commits, "commit")} by {Units.Count(h.Rules, "rule")}, {h.Accepted} accepted" : "history not scanned")}.";
            return certain.Count > 0 ? Verdict.Fail(VerdictSource.Built, observed, certain.Concat(found.Except(certain)).Select(Secret).ToList(), found.Count)
                : found.Count > 0 ? Verdict.Warn(VerdictSource.Built, observed, found.ConvertAll(Secret), found.Count)
                : scan.History is null ? Verdict.Blind("No scan of the history is bound to this build. This version reads none yet: attest it.", observed)
                : scan.History.Incomplete is { } incomplete ? Verdict.Blind($"The scan of the history does not count: {incomplete}", observed)
                : scan.History is { Commits: 0 } or { Rules: 0 } ? Verdict.Blind("The scan of the history looked at nothing.", observed)
                : scan.ShippedUnreadable is { } unreadable ? Verdict.Blind($"What was shipped was not looked at: {unreadable}", observed)
                : scan.ShippedValues == 0 ? Verdict.Blind("Nothing that was shipped was looked at.", observed)
                : Verdict.Pass(VerdictSource.Built, observed, scan.History.Commits);
        }),
    };

    private static Offender Secret(SecretFinding finding) => new(
        finding.Path,
        $"{finding.Rule}{(finding.Generic ? " (by entropy and name alone)" : "")}, {(finding.Commit is null ? "shipped" : $"since commit {finding.Commit}")}");
}
